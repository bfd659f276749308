/** The options of a diagram: the machine, the capabilities, and the place of a pipeline. */
import { type Dialect, type DialectOption, documents, parseDialect } from '../dialect';
import {
  fieldsOf,
  InvalidInputError,
  isIterable,
  itemsOf,
  member,
  optionsOf,
  throwFirst,
} from '../input';
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

/** The subject of a view. */
export interface DiagramOptions {
  /** Default: the lifecycle itself. */
  readonly machine?: LifecycleMachine | undefined;
  /** The capabilities of the pipeline. Default: all of them. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** A deployment to mark, or the path of a pipeline, oldest first. */
  readonly highlight?: Pair | readonly Pair[] | undefined;
  /** The lines of a recorded history, only for the view `history`. */
  readonly history?: Iterable<string> | undefined;
  /** The beginning of the history: a pipeline that was never started (default), or any state. */
  readonly from?: 'new' | 'anywhere' | undefined;
  /** The dialect of the server of the history. Default: `documents`, without deviations. */
  readonly dialect?: DialectOption | undefined;
}

/** Validated options, with their defaults. */
export interface DrawingOptions {
  readonly machine: LifecycleMachine;
  readonly capabilities: Capabilities;
  readonly highlight: readonly Pair[];
  readonly history: readonly string[] | null;
  readonly from: 'new' | 'anywhere';
  readonly dialect: Dialect;
}

/** Everything that a view draws from. */
export interface Subject extends DrawingOptions {
  readonly space: StateSpace;
}

const drawingOptions = ['machine', 'capabilities', 'highlight', 'history', 'from', 'dialect'];

/** Validates the options as far as possible without exploring. Throws InvalidInputError. */
export function parseDrawingOptions(options: DiagramOptions): DrawingOptions {
  const given = optionsOf(options, drawingOptions, 'a diagram');
  const { machine = lifecycleMachine, capabilities = fullCapabilities } = given;
  const { highlight = [], history, from = 'new' } = given;
  throwFirst(member('from', from, ['new', 'anywhere']));
  if (history !== undefined && !isIterable(history)) {
    const allowed = 'the lines of a history, as an array or any other iterable of strings';
    throw new InvalidInputError({ field: 'history', value: history, allowed });
  }
  return {
    machine,
    capabilities: parseCapabilities(capabilities),
    highlight: (itemsOf(highlight, 'highlight') ?? [highlight]).map(highlightedPair),
    history: history ? [...history] : null,
    from,
    dialect: parseDialect(given.dialect),
  };
}

/** Throws InvalidInputError if there is a history, or a dialect for one. */
export function requireNoHistory({ history, dialect }: DrawingOptions, why: string): void {
  const allowed = `left out: ${why}`;
  if (history !== null) throw new InvalidInputError({ field: 'history', value: history, allowed });
  if (dialect === documents) return;
  throw new InvalidInputError({ field: 'dialect', value: dialect.id, allowed });
}

/**
 * Validates the options and explores the machine. Throws InvalidInputError, and as `explore` does.
 */
export function exploredSubject(options: DiagramOptions): Subject {
  const drawing = parseDrawingOptions(options);
  const space = exploredOnce(drawing.machine, drawing.capabilities);
  for (const pair of drawing.highlight) checkPair(pair, space);
  return { ...drawing, space };
}

/** The last exploration is kept, because drawing several views of one machine is common. */
let last: { readonly machine: LifecycleMachine; readonly space: StateSpace } | undefined;

function exploredOnce(machine: LifecycleMachine, capabilities: Capabilities): StateSpace {
  const isKnown =
    last?.machine === machine &&
    Object.entries(capabilities).every(
      ([name, has]) => last?.space.capabilities[name as keyof Capabilities] === has,
    );
  if (!isKnown) last = { machine, space: explore(capabilities, { machine }) };
  return (last as { space: StateSpace }).space;
}

function highlightedPair(value: unknown): Pair {
  const allowed = 'a deployment: an object with status and desiredStatus';
  const { status, desiredStatus } = fieldsOf(value, 'highlight', allowed, 'highlight.');
  throwFirst([
    ...member('highlight.status', status, deploymentStatuses),
    ...member('highlight.desiredStatus', desiredStatus, desiredStatuses),
  ]);
  return { status, desiredStatus } as Pair;
}

function checkPair({ status, desiredStatus }: Pair, { states }: StateSpace): void {
  const occurs = states.some(
    ({ deployment }) => deployment.status === status && deployment.desiredStatus === desiredStatus,
  );
  if (occurs) return;
  throw new InvalidInputError({
    field: 'highlight',
    value: `${status}/${desiredStatus}`,
    allowed: 'a pair of statuses that can occur: see the view pairs',
  });
}
