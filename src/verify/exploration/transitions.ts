/** Kinds of transitions: the words in which properties speak of what one event does. */

import { keysOf } from '../../input';
import { type ActionType, createDeployment, type ObservationType } from '../../lifecycle';
import type { Transition } from './explore';

const fields = keysOf(createDeployment());

/** The event is this action. */
export const byAction = (transition: Transition, type: ActionType): boolean =>
  transition.event.type === type;

/** The event is an action, and it is accepted. */
export const byAcceptedAction = ({ kind, accepted }: Transition): boolean =>
  kind === 'action' && accepted;

/** The event is a stop with force=true. */
export const byForcedStop = ({ event }: Transition): boolean =>
  event.type === 'stop' && event.force;

/** The event is an observation of the present generation. */
export const ofThisGeneration = ({ kind, event, before }: Transition): boolean =>
  kind === 'observation' && (event.generation ?? before.generation) === before.generation;

/** The event is an observation of one of these types, and of the present generation. */
export const byObservation = (
  transition: Transition,
  ...types: readonly ObservationType[]
): boolean =>
  ofThisGeneration(transition) && types.includes(transition.event.type as ObservationType);

/** The deployment stays exactly as it was. */
export const changesNothing = ({ before, after }: Transition): boolean =>
  before === after || fields.every((field) => before[field] === after[field]);

/** The event dismisses an error that is not set: accepted in any state, without effect. */
export const dismissesNothing = (transition: Transition): boolean =>
  byAction(transition, 'dismissError') && changesNothing(transition);

/** The error afterwards is the one that was reported. */
export const setsReportedError = ({ event, after }: Transition): boolean =>
  event.type === 'failed' && JSON.stringify(after.error) === JSON.stringify(event.error);
