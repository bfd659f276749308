/** The actions of a pipeline, as its buttons show them. */
import { type AvailableAction, availableActions, type PipelineBody } from '../../client';
import { toRequest } from '../../lifecycle';

const known = new WeakMap<PipelineBody, readonly AvailableAction[] | null>();

/**
 * Returns every action with every combination of its parameters; null if the server tells too
 * little, or a state that cannot occur.
 */
export function availableFor(pipeline: PipelineBody): readonly AvailableAction[] | null {
  const found = known.get(pipeline);
  if (found !== undefined) return found;
  const actions = readActions(pipeline);
  known.set(pipeline, actions);
  return actions;
}

function readActions(pipeline: PipelineBody): readonly AvailableAction[] | null {
  try {
    return availableActions(pipeline);
  } catch {
    return null;
  }
}

const forcedStop = toRequest({ type: 'stop', force: true });

/** True for the actions that a row has buttons for: without parameters, and the forced stop. */
export function isInRow({ request }: AvailableAction): boolean {
  return !request.includes('?') || request === forcedStop;
}
