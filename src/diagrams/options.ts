/** What is drawn: the machine, what the pipeline can do, and where it is. */

import { InvalidInputError, isFields, member, optionsOf, throwFirst } from '../input';
import {
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  fullCapabilities,
  parseCapabilities,
} from '../lifecycle';
import { lifecycleMachine } from '../lifecycle/machine';
import { explore, type LifecycleMachine, type StateSpace } from '../verify';
import type { Pair } from './diagram';

/** How to draw a view. */
export interface DiagramOptions {
  /** By default the lifecycle itself. */
  readonly machine?: LifecycleMachine | undefined;
  /** What the pipeline can do: by default, everything. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** A deployment to mark, or several: the path of a pipeline, oldest first. */
  readonly highlight?: Pair | readonly Pair[] | undefined;
  /** The lines of a recorded history, for the view `history` and no other. */
  readonly history?: Iterable<string> | undefined;
}

/** The options, complete. */
export interface Request {
  readonly machine: LifecycleMachine;
  readonly capabilities: Capabilities;
  readonly highlight: readonly Pair[];
  readonly history: readonly string[] | null;
}

/** What a view draws from. */
export interface Subject extends Request {
  readonly space: StateSpace;
}

/** The options, checked as far as that goes without exploring. Throws InvalidInputError. */
export function requestOf(options: DiagramOptions): Request {
  optionsOf(options, ['machine', 'capabilities', 'highlight', 'history'], 'a diagram');
  const { machine = lifecycleMachine, capabilities = fullCapabilities, highlight = [] } = options;
  const { history } = options;
  if (history !== undefined && !isIterable(history)) {
    const allowed = 'the lines of a history, as an array or any other iterable of strings';
    throw new InvalidInputError({ field: 'history', value: history, allowed });
  }
  return {
    machine,
    capabilities: parseCapabilities(capabilities),
    highlight: Array.isArray(highlight) ? highlight : [highlight as Pair],
    history: history ? [...history] : null,
  };
}

/** The options, checked and explored. Throws InvalidInputError, and as `explore` does. */
export function subjectOf(options: DiagramOptions): Subject {
  const request = requestOf(options);
  const space = spaceOf(request.machine, request.capabilities);
  for (const pair of request.highlight) checkPair(pair, space);
  return { ...request, space };
}

/** Exploring takes a moment, and a changed machine a second: the last one is remembered. */
let last: { readonly machine: LifecycleMachine; readonly space: StateSpace } | undefined;

function spaceOf(machine: LifecycleMachine, capabilities: Capabilities): StateSpace {
  const isKnown =
    last?.machine === machine &&
    Object.entries(capabilities).every(
      ([name, has]) => last?.space.capabilities[name as keyof Capabilities] === has,
    );
  if (!isKnown) last = { machine, space: explore(capabilities, { machine }) };
  return (last as { space: StateSpace }).space;
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function checkPair(pair: unknown, { states }: StateSpace): void {
  if (!isFields(pair)) {
    throw new InvalidInputError({ field: 'highlight', value: pair, allowed: 'a deployment' });
  }
  const { status, desiredStatus } = pair;
  throwFirst([
    ...member('highlight.status', status, deploymentStatuses),
    ...member('highlight.desiredStatus', desiredStatus, desiredStatuses),
  ]);
  const occurs = states.some(
    ({ deployment }) => deployment.status === status && deployment.desiredStatus === desiredStatus,
  );
  if (occurs) return;
  throw new InvalidInputError({
    field: 'highlight',
    value: `${status}/${desiredStatus}`,
    allowed: 'a pair of statuses that can occur',
  });
}
