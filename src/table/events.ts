/** The events of a table: every action, and every observation of this generation and of another. */

import { count, isFields, member, throwFirst } from '../input';
import {
  type Action,
  actions,
  actionTypes,
  type CompleteAction,
  everyAction,
  type Observation,
  observationTypes,
  parseAction,
  parseObservation,
} from '../lifecycle';
import {
  actionIndex,
  firstObservationIndexes,
  observationVariants,
  representativeGeneration,
  sampleObservation,
} from '../lifecycle/compiled';

/** One event of a table. */
export interface TableEvent {
  /** What stands for it: of a checkpoint, the number says nothing. */
  readonly event: CompleteAction | Observation;
  /** The slot of its answer in a deployment with a checkpoint, and in one without. */
  readonly slots: { readonly withCheckpoint: number; readonly without: number };
}

const kinds = ['current', 'otherGeneration'] as const;

/** Every event, in the order of their numbers. */
export const tableEvents: readonly TableEvent[] = [
  ...everyAction.map((event, slot) => ({ event, slots: { withCheckpoint: slot, without: slot } })),
  ...observationTypes.flatMap((type) =>
    kinds.map((kind): TableEvent => {
      const first = firstObservationIndexes.get(type) as number;
      const withCheckpoint = first + observationVariants[kind];
      // Whatever number comes is higher than none.
      const without = kind === 'current' ? first + observationVariants.higher : withCheckpoint;
      return { event: sampleObservation(type, kind), slots: { withCheckpoint, without } };
    }),
  ),
];

/**
 * The number of an event, to a deployment of this generation; the deployments that `decode` returns
 * are of generation 1. Throws InvalidInputError for an event or a generation that is malformed.
 */
export function encodeEvent(
  event: Action | Observation,
  generation: number = representativeGeneration,
): number {
  throwFirst(count('generation', generation));
  const slot = actionIndex(event as Action);
  if (slot >= 0) return slot;
  if (event?.type in actions) return actionIndex(parseAction(event));
  if (isFields(event))
    throwFirst(member('type', event.type, [...actionTypes, ...observationTypes]));
  const { type, generation: sent = generation } = parseObservation(event);
  const kind = sent === generation ? 0 : 1;
  return everyAction.length + observationTypes.indexOf(type) * kinds.length + kind;
}
