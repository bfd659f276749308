/** Changes of a pipeline, checked before a store writes what they return. */
import { InvalidInputError, isFields, ownField } from '../../input';
import type { Change, Pipeline } from '../pipeline';

/**
 * Calls `change` and checks its return value; stores call this instead of `change` itself. Throws
 * InvalidInputError if it does not return a change: a promise, for example, must not be written.
 */
export function checkedChange<Result>(
  change: (pipeline: Pipeline) => Change<Result>,
  pipeline: Pipeline,
): Change<Result> {
  const changed = change(pipeline);
  const after = ownField(changed, 'pipeline') as Pipeline | null;
  const result = ownField(changed, 'result') as Result;
  if (after === null || isFields(after)) return { pipeline: after, result };
  const allowed = 'an object { pipeline, result }, not a promise, with a pipeline or null';
  throw new InvalidInputError({ field: 'the return value of change', value: changed, allowed });
}
