/**
 * The statechart as a list of rows, read off its configuration, for translations into other languages:
 * for a model checker, or for a picture.
 *
 * The order matters: in each region inner states come before outer ones, and within a state the rows of
 * an event stand as they are written. Anything that this file does not know throws, so that no part of a
 * machine can be left out silently.
 */
import { actionTypes, observationTypes } from '../../lifecycle';

/** The parts of a machine that are read: its configuration, and its guards and actions by name. */
export interface Statechart {
  readonly config: object;
  readonly implementations: { readonly guards: object; readonly actions: object };
}

/** A part of a machine has no translation; `part` names it. */
export class UntranslatableError extends Error {
  override readonly name = 'UntranslatableError';
  readonly part: string;

  constructor(part: string, reason: string) {
    super(`Cannot translate ${part}: ${reason}.`);
    this.part = part;
  }
}

/** A state of the chart, at any depth. */
export interface ChartState {
  /** Its path, from the region on. */
  readonly path: readonly string[];
  /** The innermost states in it, or the state itself. */
  readonly leaves: readonly string[];
  /** The innermost state that is entered with it. */
  readonly initial: string;
}

/** One row of the chart: a state, an event, a condition and the effects. */
export interface ChartRow {
  readonly region: string;
  readonly state: ChartState;
  readonly event: string;
  readonly guard: unknown;
  /** The innermost state that is entered; null if the region stays as it is. */
  readonly target: string | null;
  readonly actions: readonly NamedAction[];
}

/** An action of a row. */
export interface NamedAction {
  readonly type: string;
  readonly params?: unknown;
}

/** The whole chart. */
export interface Chart {
  /** The innermost state in which each region begins. */
  readonly initial: Readonly<Record<string, string>>;
  readonly states: readonly ChartState[];
  readonly rows: readonly ChartRow[];
}

interface StateConfig {
  readonly id?: string;
  readonly type?: string;
  readonly initial?: string;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

interface RowConfig {
  readonly guard?: unknown;
  readonly target?: unknown;
  readonly actions?: unknown;
}

type Path = readonly string[];

const events: readonly string[] = [...actionTypes, ...observationTypes];

/** Reads the rows and states of a configuration. Pure. Throws UntranslatableError. */
export function chartOf(config: object): Chart {
  const root = config as StateConfig;
  requireKeys(root, 'the machine', ['id', 'type', 'schemas', 'context', 'states']);
  if (root.type !== 'parallel') throw new UntranslatableError('the machine', 'it is not parallel');
  const states: ChartState[] = [];
  const rows: ChartRow[] = [];
  visitStates(root, [], (path, node) => {
    if (path.length === 0) return;
    if (node.states === undefined) requireUniqueLeaf(path, states);
    const state = { path, leaves: leafNames(path, node), initial: leafAt(path, root) };
    states.push(state);
    for (const [event, given] of Object.entries(node.on ?? {})) {
      if (!events.includes(event)) {
        throw new UntranslatableError(`the event '${event}'`, 'it is not in the vocabulary');
      }
      rows.push(...asArray(given).map((row) => chartRow(row as RowConfig, event, state, root)));
    }
  });
  const initial = Object.keys(root.states ?? {}).map((region) => [region, leafAt([region], root)]);
  return { initial: Object.fromEntries(initial), states, rows };
}

/** Targets are named by their innermost state alone, so no two in a region may share a name. */
function requireUniqueLeaf([region, ...path]: Path, states: readonly ChartState[]): void {
  const [name = ''] = path.slice(-1);
  const isTaken = states.some((each) => each.path[0] === region && each.leaves.includes(name));
  if (isTaken) throw new UntranslatableError(`the state ${name}`, `${region} has two of that name`);
}

/** Visits inner states before outer ones, in the order in which the machine asks them. */
function visitStates(
  node: StateConfig,
  path: Path,
  visit: (path: Path, node: StateConfig) => void,
) {
  for (const [key, inner] of Object.entries(node.states ?? {})) {
    const name = [...path, key].join('.');
    requireKeys(inner, `the state ${name}`, ['id', 'initial', 'on', 'states']);
    visitStates(inner, [...path, key], visit);
  }
  visit(path, node);
}

function leafNames(path: Path, node: StateConfig): string[] {
  if (node.states === undefined) return [path.at(-1) as string];
  return Object.entries(node.states).flatMap(([key, inner]) => leafNames([...path, key], inner));
}

function chartRow(row: RowConfig, event: string, state: ChartState, root: StateConfig): ChartRow {
  const part = `a row of ${state.path.join('.')} for '${event}'`;
  requireKeys(row, part, ['guard', 'target', 'actions']);
  const [region] = state.path as [string];
  const actions = asArray(row.actions ?? []).map((action) => namedAction(action, part));
  return { region, state, event, guard: row.guard, target: targetOf(row, state, root), actions };
}

function namedAction(action: unknown, part: string): NamedAction {
  if (typeof action === 'string') return { type: action };
  const { type } = (action ?? {}) as { type?: unknown };
  if (typeof action === 'object' && typeof type === 'string') return action as NamedAction;
  throw new UntranslatableError(part, 'it has an action without a name');
}

/**
 * Resolves a target: `#id.path` starts at the state with that id, `.path` at the state of the row, any
 * other path at its parent.
 */
function targetOf({ target }: RowConfig, { path }: ChartState, root: StateConfig): string | null {
  if (target === undefined) return null;
  if (typeof target !== 'string') {
    throw new UntranslatableError(`the target ${JSON.stringify(target)}`, 'it is not one state');
  }
  const keys = target.replace(/^[#.]/, '').split('.');
  const found = target.startsWith('#')
    ? [...pathById(keys[0] as string, root), ...keys.slice(1)]
    : [...(target.startsWith('.') ? path : path.slice(0, -1)), ...keys];
  if (found[0] !== path[0]) {
    throw new UntranslatableError(`the target '${target}'`, `it leaves the region ${path[0]}`);
  }
  return leafAt(found, root);
}

function pathById(id: string, root: StateConfig): Path {
  let found: Path | undefined;
  visitStates(root, [], (path, node) => {
    if (node.id === id) found = path;
  });
  if (found === undefined)
    throw new UntranslatableError(`the target '#${id}'`, 'no state has that id');
  return found;
}

/** The innermost state that is entered with the state at this path. */
function leafAt(path: Path, root: StateConfig): string {
  let node: StateConfig | undefined = root;
  for (const key of path) node = node?.states?.[key];
  if (node === undefined) {
    throw new UntranslatableError(`the target '${path.join('.')}'`, 'there is no such state');
  }
  if (node.states === undefined) return path.at(-1) as string;
  return leafAt([...path, node.initial ?? ''], root);
}

function requireKeys(given: object, part: string, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new UntranslatableError(part, `it has '${unknown}'`);
}

function asArray(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [given];
}
