/** Observations: what a runner has seen. The vocabulary declares their types and payloads. */
import type { Action, Simplify } from './action';
import type { ErrorResponse } from './error-response';
import type { ObservationType, observations } from './vocabulary';

interface Payloads {
  readonly error: { readonly error: ErrorResponse };
  readonly checkpoint: {
    /** Sequence number: a non-negative safe integer. */
    readonly checkpoint: number;
  };
  readonly nothing: object;
}

type Payload<Type extends ObservationType> =
  (typeof observations)[Type]['carries'] extends keyof Payloads
    ? Payloads[(typeof observations)[Type]['carries']]
    : Payloads['nothing'];

/**
 * An observation of a runner. It is stale if its `generation` is not that of the deployment; and a
 * `checkpointed` that comes after the failure or the stop is stale unless it names its generation.
 */
export type Observation<Type extends ObservationType = ObservationType> =
  Type extends ObservationType
    ? Simplify<{ readonly type: Type; readonly generation?: number | undefined } & Payload<Type>>
    : never;

/** An event of the machine: an action or an observation. */
export type LifecycleEvent = Action | Observation;
