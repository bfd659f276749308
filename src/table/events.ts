/** The events of a table: every action, and every observation of no, this or another generation. */

import { count, fieldsOf, member, throwFirst } from '../input';
import {
  type Action,
  type ActionType,
  actionTypes,
  type CompleteAction,
  everyAction,
  type Observation,
  observationTypes,
  parseAction,
  parseObservation,
} from '../lifecycle';
import {
  eventTypes,
  observationVariants,
  representativeGeneration,
  sampleObservation,
} from '../lifecycle/compiled';

/** An event of a table. */
export interface TableEvent {
  /** The action or observation that stands for it; the number of its checkpoint means nothing. */
  readonly event: CompleteAction | Observation;
  /** Its index in the compiled answers, to a deployment with a checkpoint and to one without. */
  readonly eventIndexes: { readonly withCheckpoint: number; readonly without: number };
}

const variants = ['current', 'named', 'otherGeneration'] as const;

/** Every event, in the order of their numbers. */
export const tableEvents: readonly TableEvent[] = [
  ...everyAction.map((event, index) => ({
    event,
    eventIndexes: { withCheckpoint: index, without: index },
  })),
  ...observationTypes.flatMap((type) =>
    variants.map((variant): TableEvent => {
      const withCheckpoint = eventTypes.indexOf(type) + observationVariants[variant];
      // Any checkpoint is higher than none, and the index of a higher one is the next.
      const without = variant === 'otherGeneration' ? withCheckpoint : withCheckpoint + 1;
      return { event: sampleObservation(type, variant), eventIndexes: { withCheckpoint, without } };
    }),
  ),
];

/**
 * Returns the number of an event, as sent to a deployment of this generation; the deployments of
 * `decode` are of generation 1. Throws InvalidInputError for a malformed event or generation.
 */
export function encodeEvent(
  event: Action | Observation,
  generation: number = representativeGeneration,
): number {
  throwFirst(count('generation', generation));
  const known = everyAction.indexOf(event as CompleteAction);
  if (known >= 0) return known;
  const given = fieldsOf(event, 'observation', 'an object with a type');
  throwFirst(member('type', given.type, [...actionTypes, ...observationTypes]));
  if (actionTypes.includes(given.type as ActionType)) {
    return everyAction.indexOf(parseAction(given));
  }
  const { type, generation: sent } = parseObservation(given);
  // The position in `variants`. In generation 0 there was no deployment to name.
  const variant = (sent ?? generation) !== generation ? 2 : sent ? 1 : 0;
  return everyAction.length + observationTypes.indexOf(type) * variants.length + variant;
}
