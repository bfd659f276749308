/** Observations: what a runner saw. Their shapes derive from the vocabulary. */
import type { Action, Flat } from './action';
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

/** What a runner saw. One that carries another `generation` than the deployment's is stale. */
export type Observation<Type extends ObservationType = ObservationType> =
  Type extends ObservationType
    ? Flat<{ readonly type: Type; readonly generation?: number | undefined } & Payload<Type>>
    : never;

/** An event of the machine: an action in the desired region, an observation in the status region. */
export type LifecycleEvent = Action | Observation;
