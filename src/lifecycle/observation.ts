/** Observations: what a runner saw. Their shapes derive from the vocabulary. */
import type { ErrorResponse } from './deployment';
import type { ObservationType, observations } from './vocabulary';

type Payload<Type extends ObservationType> = (typeof observations)[Type]['carries'] extends 'error'
  ? { readonly error: ErrorResponse }
  : (typeof observations)[Type]['carries'] extends 'checkpoint'
    ? {
        /** Sequence number: a non-negative safe integer. */
        readonly checkpoint: number;
      }
    : object;

/** What a runner saw. One that carries another `generation` than the deployment's is stale. */
export type Observation<Type extends ObservationType = ObservationType> =
  Type extends ObservationType
    ? {
        readonly type: Type;
        readonly generation?: number | undefined;
      } & Payload<Type>
    : never;
