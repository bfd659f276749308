/**
 * The service port: what servers and executors ask of the place where pipelines live.
 *
 * A store takes functions, which cannot cross a wire. Here every request and every answer is plain
 * JSON, so an engine in another process can serve it. `serviceOf` makes one of a store; an engine
 * keeps the pipelines itself, and calls `answerAction`, `answerReport` and `answerRemoval`.
 */
import type { Action, Capabilities, Decision, Observation, Outcome } from '../lifecycle';
import type { PipelineReference } from './executor';
import type { Pipeline } from './pipeline';
import type { Precondition } from './precondition';
import type { LifecycleStore } from './store';

/** An action, and what it is decided by besides the pipeline. */
export interface ActionRequest {
  readonly action: Action;
  readonly capabilities: Partial<Capabilities>;
  readonly precondition?: Precondition | undefined;
}

/** The answer to an action. */
export interface ActionAnswer {
  /** The pipeline after the action; as it is, if the action was refused. */
  readonly pipeline: Pipeline;
  /** The decision; null if the pipeline is not as the precondition says. */
  readonly decision: Decision | null;
}

/** The answer to a removal. */
export interface RemovalAnswer {
  /** The pipeline that was removed, or that is still there. */
  readonly pipeline: Pipeline;
  readonly result: 'removed' | 'notFullyStopped' | 'preconditionFailed';
}

/**
 * Keeps pipelines, and decides for them. Every call is one step: nobody else writes between its
 * read and its write. It resolves once its change is durable, and rejects if the service fails.
 */
export interface PipelineService
  extends Pick<LifecycleStore, 'create' | 'read' | 'list' | 'watch' | 'watchesEveryWriter'> {
  /** Decides an action. Resolves with undefined if there is no pipeline of this name. */
  act(pipelineName: string, request: ActionRequest): Promise<ActionAnswer | undefined>;
  /**
   * Applies an observation. Resolves with its outcome, or with undefined if the pipeline is gone,
   * even if another one has its name.
   */
  report(pipeline: PipelineReference, observation: Observation): Promise<Outcome | undefined>;
  /**
   * Calls the listener after each change of the pipeline of this name, and perhaps without one,
   * until the returned function is called. Optional: for services that cannot tell of every
   * pipeline at once, as `watch` does.
   */
  watchPipeline?(pipelineName: string, listener: () => void): () => void;
  /** Removes a pipeline that is fully stopped. Resolves with undefined if there is none. */
  remove(pipelineName: string, precondition?: Precondition): Promise<RemovalAnswer | undefined>;
}
