/**
 * The machine as a table of integers: for simulations, fleets and checkers that take millions of steps.
 *
 * A state is a deployment that can occur, an event an action or an observation. Of the data a state
 * keeps only what decides: whether there is an error and a checkpoint, not what the error says or how
 * high the numbers are. So a step is one load from an array. What it leaves out, `decide` and `observe`
 * of the core say.
 */

import { InvalidInputError } from '../input';
import {
  type Action,
  actions,
  type Capabilities,
  type CompleteAction,
  type Deployment,
  everyCapabilities,
  fullCapabilities,
  type Observation,
  parseCapabilities,
} from '../lifecycle';
import { type CompiledReply, classOf, nodeIndex } from '../lifecycle/compiled';
import type { ErrorCode, RefusalStatus, RuleId } from '../lifecycle/rules';
import { encodeEvent, type TableEvent, tableEvents } from './events';
import {
  isRefusal,
  layoutOf,
  nodeDeployment,
  nodeReply,
  refusedShift,
  stateMask,
  unknownEntry,
} from './layout';

/** What becomes of an event in a state. */
export interface TableVerdict {
  readonly accepted: boolean;
  readonly rule: RuleId;
  /** HTTP status code of the answer to an action; null for an observation. */
  readonly httpStatus: 202 | RefusalStatus | null;
  /** Error code of the answer to an action that is refused; else null. */
  readonly errorCode: ErrorCode | null;
}

/** The machine of pipelines with the same capabilities, as numbers from 0. */
export interface Table {
  readonly capabilities: Capabilities;
  /** How many deployments can occur, abstracting error and checkpoint to set or not. */
  readonly stateCount: number;
  readonly eventCount: number;
  /**
   * The state of a deployment. Throws InvalidInputError for one that cannot occur with these
   * capabilities, or is malformed; `parseDeployment` of the core says what is wrong with it.
   */
  encode(deployment: Deployment): number;
  /** The deployment that stands for a state, frozen, of generation 1. Throws InvalidInputError. */
  decode(state: number): Deployment;
  /**
   * The event of an action or an observation, as a message to a deployment of this generation (default
   * 1, that of the deployments which `decode` returns). Throws InvalidInputError.
   */
  encodeEvent(event: Action | Observation, generation?: number): number;
  /** The action or observation that stands for an event; frozen. Throws InvalidInputError. */
  decodeEvent(event: number): CompleteAction | Observation;
  /** The state that follows: the same one where the event is refused. Throws InvalidInputError. */
  step(state: number, event: number): number;
  /** What becomes of the event, and by which rule; frozen. Throws InvalidInputError. */
  verdict(state: number, event: number): TableVerdict;
  /**
   * Advances each state by the event at its place, in the array itself, and returns how many events
   * were refused. Throws InvalidInputError for arrays of different lengths, and for a number that is no
   * state or event; the states before it have then been advanced, it and those after it have not.
   */
  stepFleet(states: Uint16Array, events: Uint8Array | Uint16Array): number;
}

const tables: (Table | undefined)[] = [];

/**
 * The table of pipelines with these capabilities; one that is left out is present. Pure: the same
 * frozen table for the same capabilities. Throws InvalidInputError for malformed capabilities.
 */
export function compile(capabilities: Partial<Capabilities> = fullCapabilities): Table {
  const present = parseCapabilities(capabilities);
  const combination = everyCapabilities.indexOf(present);
  tables[combination] ??= tableOf(combination);
  return tables[combination] as Table;
}

function tableOf(combination: number): Table {
  // Held in the closure, where they are several times as fast as behind an object.
  const { nodes, states: stateOf, next, layOut } = layoutOf(combination);
  const deployments: Deployment[] = [];
  const stateCount = nodes.length;
  const eventCount = tableEvents.length;

  const outside = (state: number, event: number): InvalidInputError =>
    isNumberBelow(state, stateCount)
      ? notANumberOf('event', event, eventCount)
      : notANumberOf('state', state, stateCount);

  const checkStep = (state: number, event: number): void => {
    const isWithin = isNumberBelow(state, stateCount) && isNumberBelow(event, eventCount);
    if (!isWithin) throw outside(state, event);
  };

  // A row is laid out when it is first needed: a short-lived process needs few.
  const firstStep = (state: number, event: number): number => {
    checkStep(state, event);
    layOut(event);
    return (next[event * stateCount + state] as number) & stateMask;
  };

  // In a bundle a constant of a module becomes a variable, one of a function does not.
  const mask = stateMask;
  const unknown = unknownEntry;
  const shift = refusedShift;

  // Apart from the checks of the arrays, and without a branch on the refusal: so it is three times as
  // fast.
  const sweep = (states: Uint16Array, events: Uint8Array | Uint16Array): number => {
    let refusals = 0;
    let machine = 0;
    for (; machine < states.length; machine += 1) {
      const state = states[machine] as number;
      const event = events[machine] as number;
      if (state >= stateCount || event >= eventCount) break;
      const entry = next[event * stateCount + state] as number;
      refusals += entry >>> shift;
      states[machine] = entry & mask;
    }
    if (machine < states.length)
      throw outside(states[machine] as number, events[machine] as number);
    return refusals;
  };

  return Object.freeze({
    capabilities: everyCapabilities[combination] as Capabilities,
    stateCount,
    eventCount,
    encode(deployment) {
      const state = classOf(deployment);
      const found = state < 0 ? -1 : stateOf[nodeIndex(state, deployment.checkpoint !== null)];
      if (found === undefined || found < 0) throw unknownDeployment(deployment);
      return found;
    },
    decode(state) {
      if (!isNumberBelow(state, stateCount)) throw notANumberOf('state', state, stateCount);
      deployments[state] ??= nodeDeployment(nodes[state] as number);
      return deployments[state] as Deployment;
    },
    encodeEvent,
    decodeEvent(event) {
      if (!isNumberBelow(event, eventCount)) throw notANumberOf('event', event, eventCount);
      return (tableEvents[event] as TableEvent).event;
    },
    step(state, event) {
      // Written out: behind a function of its own, the check takes three times as long as the step.
      if (
        typeof state === 'number' &&
        typeof event === 'number' &&
        state >>> 0 === state &&
        event >>> 0 === event &&
        state < stateCount
      ) {
        const entry = next[event * stateCount + state] as number;
        if (entry < unknown) return entry & mask;
      }
      return firstStep(state, event);
    },
    verdict(state, event) {
      checkStep(state, event);
      return verdictOf(nodeReply(nodes[state] as number, event, combination));
    },
    stepFleet(states, events) {
      checkFleet(states, events);
      for (let event = 0; event < eventCount; event += 1) layOut(event);
      return sweep(states, events);
    },
  } satisfies Table);
}

const verdicts = new Map<RuleId, TableVerdict>();

/** The verdict of a reply: the same object for the same rule. */
function verdictOf(reply: CompiledReply): TableVerdict {
  const { rule, httpStatus, code } = reply;
  // The rules of actions begin with the action, those of observations with the observation.
  const isOfAction = (rule.split('.')[0] as string) in actions;
  const verdict = verdicts.get(rule) ?? {
    accepted: !isRefusal(reply),
    rule,
    httpStatus: httpStatus ?? (isOfAction ? 202 : null),
    errorCode: code ?? null,
  };
  verdicts.set(rule, Object.freeze(verdict));
  return verdict;
}

function isNumberBelow(value: number, count: number): boolean {
  return typeof value === 'number' && value >>> 0 === value && value < count;
}

function notANumberOf(field: string, value: unknown, count: number): InvalidInputError {
  return new InvalidInputError({ field, value, allowed: `a whole number from 0 to ${count - 1}` });
}

function unknownDeployment(value: unknown): InvalidInputError {
  const allowed = 'a deployment that can occur with the capabilities of the table';
  return new InvalidInputError({ field: 'deployment', value, allowed });
}

function checkFleet(states: Uint16Array, events: Uint8Array | Uint16Array): void {
  if (!(states instanceof Uint16Array)) {
    throw new InvalidInputError({ field: 'states', value: states, allowed: 'a Uint16Array' });
  }
  if (!(events instanceof Uint8Array) && !(events instanceof Uint16Array)) {
    const allowed = 'a Uint8Array or Uint16Array';
    throw new InvalidInputError({ field: 'events', value: events, allowed });
  }
  if (states.length !== events.length) {
    const allowed = `as long as states, which has ${states.length}`;
    throw new InvalidInputError({ field: 'events.length', value: events.length, allowed });
  }
}
