/** Reading the bodies of answers. */
import { isFields } from '../input';
import type { PipelineBody } from './bodies';

/** Returns the body of a poll; undefined for anything else. */
export function bodyOfPipeline(body: unknown): PipelineBody | undefined {
  const isPipeline =
    isFields(body) && typeof body.name === 'string' && typeof body.deployment_status === 'string';
  return isPipeline ? (body as unknown as PipelineBody) : undefined;
}

/** Returns the body of a list; undefined for anything else. */
export function bodyOfList(body: unknown): readonly PipelineBody[] | undefined {
  const isList = Array.isArray(body) && body.every((each) => bodyOfPipeline(each) !== undefined);
  return isList ? body : undefined;
}
