/**
 * The machine as a table of integers, for checkers and simulations that take millions of steps.
 *
 * A state stands for a deployment that can occur, an event for an action or an observation. A state
 * keeps only the data that decide: the presence of an error and of a checkpoint, not the contents
 * of the error or how high the numbers are. So a step is one load from an array. `decide` and
 * `observe` of the core give the data that a state leaves out.
 */

import { InvalidInputError, type Problem } from '../input';
import {
  type Action,
  type Capabilities,
  type CompleteAction,
  type Deployment,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  type Observation,
  parseCapabilities,
} from '../lifecycle';
import { type CompiledReply, classIndex, nodeIndex, readDeployment } from '../lifecycle/compiled';
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

/** The verdict on an event in a state. */
export interface TableVerdict {
  /** True for an accepted action, and for an observation that was applied. */
  readonly accepted: boolean;
  /** The id of the rule that decides; `ruleOf` of the core has its statement and its source. */
  readonly rule: RuleId;
  /** The HTTP status code of the answer to an action; null for an observation. */
  readonly httpStatus: 202 | RefusalStatus | null;
  /** The error code of the answer to a refused action; else null. */
  readonly errorCode: ErrorCode | null;
}

/**
 * The machine of pipelines with the same capabilities. States and events are numbers from 0. All
 * that its methods return is frozen.
 */
export interface Table {
  readonly capabilities: Capabilities;
  /** The number of deployments that can occur, with error and checkpoint just set or not. */
  readonly stateCount: number;
  readonly eventCount: number;
  /**
   * Returns the state of a deployment. Throws InvalidInputError if it is malformed or cannot occur
   * with these capabilities; `parseDeployment` of the core says what is wrong with it.
   */
  encode(deployment: Deployment): number;
  /** Returns the deployment that stands for a state, of generation 1. Throws InvalidInputError. */
  decode(state: number): Deployment;
  /**
   * Returns the event of an action or an observation, as sent to a deployment of this generation.
   * The default is 1, the generation of the deployments that `decode` returns. Throws
   * InvalidInputError.
   */
  encodeEvent(event: Action | Observation, generation?: number): number;
  /** Returns the action or observation that stands for an event. Throws InvalidInputError. */
  decodeEvent(event: number): CompleteAction | Observation;
  /** Returns the next state: the same one if the event is refused. Throws InvalidInputError. */
  step(state: number, event: number): number;
  /** Returns what becomes of the event, and by which rule. Throws InvalidInputError. */
  verdict(state: number, event: number): TableVerdict;
  /**
   * Advances each state by the event at the same position, in the array itself, and returns how
   * many events were refused. Throws InvalidInputError if the arrays differ in length, and for a
   * number that stands for no state or event; then only the states before it have been advanced.
   */
  stepFleet(states: Uint16Array, events: Uint8Array | Uint16Array): number;
}

const tables: (Table | undefined)[] = [];

/**
 * Returns the table of pipelines with these capabilities; a capability that is left out is present.
 * Pure: it returns the same frozen table for the same capabilities. Throws InvalidInputError if the
 * capabilities are malformed.
 */
export function compile(capabilities: Partial<Capabilities> = fullCapabilities): Table {
  const present = parseCapabilities(capabilities);
  const combination = everyCapabilities.indexOf(present);
  tables[combination] ??= tableOf(combination);
  return tables[combination] as Table;
}

function tableOf(combination: number): Table {
  // Kept in the closure: there, the arrays are several times as fast as behind an object.
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

  // A row is laid out when it is first needed, because a short-lived process needs few.
  const firstEntry = (state: number, event: number): number => {
    checkStep(state, event);
    layOut(event);
    return next[event * stateCount + state] as number;
  };

  // Constants of this function, because a bundler turns those of a module into variables.
  const mask = stateMask;
  const unknown = unknownEntry;
  const shift = refusedShift;

  // Without the checks of the arrays and without a branch on refusals, which makes it three times
  // as fast.
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
      const problems: Problem[] = [];
      const read = readDeployment(deployment, problems);
      const index = read === undefined || problems.length > 0 ? -1 : classIndex(read);
      const found = index < 0 ? -1 : stateOf[nodeIndex(index, read?.checkpoint !== null)];
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
      // The check is inlined: in a function of its own, it takes three times as long as the step.
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
      // Masked here, and not there: then V8 knows that every step is an integer, and a loop need
      // not wrap and unwrap the state, which would take as long as the step.
      return firstEntry(state, event) & mask;
    },
    verdict(state, event) {
      checkStep(state, event);
      const isAction = event < everyAction.length;
      return verdictOf(nodeReply(nodes[state] as number, event, combination), isAction);
    },
    stepFleet(states, events) {
      checkFleet(states, events);
      for (let event = 0; event < eventCount; event += 1) layOut(event);
      return sweep(states, events);
    },
  } satisfies Table);
}

const tableVerdicts = new Map<RuleId, TableVerdict>();

/** Returns the verdict of a reply: the same object for the same rule. */
function verdictOf(reply: CompiledReply, isAction: boolean): TableVerdict {
  const { rule, httpStatus, code } = reply;
  const verdict = tableVerdicts.get(rule) ?? {
    accepted: !isRefusal(reply),
    rule,
    httpStatus: httpStatus ?? (isAction ? 202 : null),
    errorCode: code ?? null,
  };
  tableVerdicts.set(rule, Object.freeze(verdict));
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
