/** The bodies of answers, as the lifecycle declares their fields. */
import type { DeploymentBody, WireField } from '../lifecycle';

/** A pipeline as a poll answers. Fields of newer servers are kept. */
export type PipelineBody = DeploymentBody & {
  readonly [Field in WireField as `${Field}_since`]: string;
} & {
  readonly name: string;
  /** Belongs to this pipeline alone: a later one of the name has another. */
  readonly id: string;
  readonly created_at: string;
  /** How often the pipeline was written. */
  readonly revision: number;
};
