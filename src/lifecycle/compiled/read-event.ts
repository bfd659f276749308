/**
 * Recognizing events as typed callers and JSON.parse make them: plain objects with `type` first.
 * `parse.ts` reads all others, says what is wrong with them, and takes more time.
 */
import { isCount, isOrdinary, PrivateMark } from '../../input';
import type { ErrorResponse } from '../error-response';
import type { Observation } from '../observation';
import { type ObservationType, observations, observationTypes } from '../vocabulary';
import { actionPosition, observationPosition, parameterStep } from './positions';

/** Returns the position of an action in `everyAction`; -1 if it is unusual or malformed. */
export function usualActionIndex(value: unknown): number {
  let index = -1;
  try {
    if (!isOrdinary(value)) return -1;
    const isOwn = Object.prototype.hasOwnProperty;
    let type: unknown;
    for (const field in value) {
      if (!isOwn.call(value, field)) continue;
      if (index >= 0) {
        index += parameterStep(type, field, value[field]);
      } else {
        if (field !== 'type') return -1;
        type = value.type;
        index = actionPosition(type);
      }
      if (index < 0) return -1;
    }
  } catch {
    // A getter throws, or a Proxy.
    return -1;
  }
  return index;
}

/**
 * Returns the position in `everyAction` of the action of this type with the parameters of a query,
 * which has other names for them; negative if one is unusual or malformed.
 */
export function usualRequestIndex(
  type: unknown,
  query: unknown,
  names: ReadonlyMap<string, string>,
): number {
  let index = actionPosition(type);
  try {
    if (!isOrdinary(query)) return -1;
    const isOwn = Object.prototype.hasOwnProperty;
    for (const field in query) {
      if (!isOwn.call(query, field)) continue;
      index += parameterStep(type, names.get(field) ?? '', query[field]);
    }
  } catch {
    return -1;
  }
  return index;
}

/** The fields of an observation, each read once; undefined if it does not have one. */
export interface SeenObservation {
  readonly type: ObservationType;
  /** The position of the type in the vocabulary. */
  readonly position: number;
  readonly generation: number | undefined;
  readonly checkpoint: number | undefined;
  /** Not yet checked, unless it comes from a mark. */
  readonly error: ErrorResponse | undefined;
}

/** Returns what a well-formed observation says; it inherits nothing. */
export function seenIn(observation: Observation): SeenObservation {
  const { type, generation, checkpoint, error } = observation as SeenObservation;
  return { type, position: observationPosition(type), generation, checkpoint, error };
}

/** The mark of an observation that was parsed: what it says. */
class SeenMark extends PrivateMark {
  readonly #seen: SeenObservation;

  constructor(observation: Observation) {
    super(observation);
    this.#seen = seenIn(observation);
  }

  static on(value: object): SeenObservation | undefined {
    return #seen in value ? value.#seen : undefined;
  }
}

/** Freezes a well-formed observation that nobody else has, and marks it; returns it. */
export function markSeen(observation: Observation): Observation {
  new SeenMark(observation);
  return Object.freeze(observation);
}

/** Returns what an observation says that was marked; undefined for any other value. */
export function markedSeen(value: unknown): SeenObservation | undefined {
  return typeof value === 'object' && value !== null ? SeenMark.on(value) : undefined;
}

// The fields that an observation may have, as bits, so that sets of them are compared at once.
const typeBit = 1;
const generationBit = 2;
const checkpointBit = 4;
const errorBit = 8;

/** By position of the type: the fields that it must have. */
const needed = neededFields();

/* @__NO_SIDE_EFFECTS__ */
function neededFields() {
  return observationTypes.map((type) => typeBit | bitOf(observations[type].carries));
}

/** Returns the fields of an observation; undefined if it is unusual or malformed. */
export function usualObservation(value: unknown): SeenObservation | undefined {
  try {
    if (!isOrdinary(value)) return undefined;
    const isOwn = Object.prototype.hasOwnProperty;
    let fields = 0;
    for (const field in value) {
      if (!isOwn.call(value, field)) continue;
      const bit = bitOf(field);
      if (bit === 0) return undefined;
      fields |= bit;
    }
    if ((fields & typeBit) === 0) return undefined;
    const { type } = value;
    const position = observationPosition(type);
    if (position < 0 || (fields & ~generationBit) !== needed[position]) return undefined;
    const generation = (fields & generationBit) === 0 ? undefined : value.generation;
    const checkpoint = (fields & checkpointBit) === 0 ? undefined : value.checkpoint;
    const error = (fields & errorBit) === 0 ? undefined : value.error;
    const isWellFormed =
      (generation === undefined || isCount(generation)) &&
      (checkpoint === undefined ? (fields & checkpointBit) === 0 : isCount(checkpoint));
    if (!isWellFormed) return undefined;
    return { type, position, generation, checkpoint, error } as SeenObservation;
  } catch {
    return undefined;
  }
}

function bitOf(field: string | null): number {
  switch (field) {
    case 'type':
      return typeBit;
    case 'generation':
      return generationBit;
    case 'checkpoint':
      return checkpointBit;
    case 'error':
      return errorBit;
    default:
      return 0;
  }
}
