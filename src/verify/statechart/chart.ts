/**
 * The statechart as a list of rows, read off its configuration: for whoever says it in another
 * language, to a model checker or in a picture.
 *
 * The order is the meaning: in each region inner states come before outer ones, and within a state
 * the rows of an event as they are written. Whatever this file does not know it refuses, so that no
 * part of a machine can be left out in silence.
 */
import { actionTypes, observationTypes } from '../../lifecycle';

/** A machine as far as it is read: its configuration, and what its names stand for. */
export interface Statechart {
  readonly config: object;
  readonly implementations: { readonly guards: object; readonly actions: object };
}

/** A part of a machine that has no translation; `part` says which. */
export class UntranslatableError extends Error {
  override readonly name = 'UntranslatableError';
  readonly part: string;

  constructor(part: string, reason: string) {
    super(`Cannot translate ${part}: ${reason}.`);
    this.part = part;
  }
}

/** A state of the chart, at any depth, by its path from the region on. */
export interface Place {
  readonly path: readonly string[];
  /** The innermost states in it: itself, where it has no others. */
  readonly leaves: readonly string[];
  /** The innermost state that is entered with it. */
  readonly initial: string;
}

/** One row of the chart: who decides, on what, and what then happens. */
export interface Row {
  readonly region: string;
  readonly place: Place;
  readonly event: string;
  readonly guard: unknown;
  /** The innermost state that is entered; null where the region stays as it is. */
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
  readonly places: readonly Place[];
  readonly rows: readonly Row[];
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

/** The rows and states of a configuration. Pure. Throws UntranslatableError. */
export function chartOf(config: object): Chart {
  const root = config as StateConfig;
  onlyKeys(root, 'the machine', ['id', 'type', 'schemas', 'context', 'states']);
  if (root.type !== 'parallel') throw new UntranslatableError('the machine', 'it is not parallel');
  const places: Place[] = [];
  const rows: Row[] = [];
  walk(root, [], (path, node) => {
    if (path.length === 0) return;
    if (node.states === undefined) onlyLeaf(path, places);
    const place = { path, leaves: leavesOf(path, node), initial: leafAt(path, root) };
    places.push(place);
    for (const [event, given] of Object.entries(node.on ?? {})) {
      if (!events.includes(event)) {
        throw new UntranslatableError(`the event '${event}'`, 'the vocabulary does not know it');
      }
      rows.push(...listOf(given).map((row) => rowOf(row as RowConfig, event, place, root)));
    }
  });
  const initial = Object.keys(root.states ?? {}).map((region) => [region, leafAt([region], root)]);
  return { initial: Object.fromEntries(initial), places, rows };
}

/** A row names its target by the innermost state alone, so no two in a region may share a name. */
function onlyLeaf([region, ...path]: Path, places: readonly Place[]): void {
  const [name = ''] = path.slice(-1);
  const isTaken = places.some((each) => each.path[0] === region && each.leaves.includes(name));
  if (isTaken) throw new UntranslatableError(`the state ${name}`, `${region} has two of that name`);
}

/** Visits inner states before outer ones, as the machine asks them. */
function walk(node: StateConfig, path: Path, visit: (path: Path, node: StateConfig) => void) {
  for (const [key, inner] of Object.entries(node.states ?? {})) {
    const name = [...path, key].join('.');
    onlyKeys(inner, `the state ${name}`, ['id', 'initial', 'on', 'states']);
    walk(inner, [...path, key], visit);
  }
  visit(path, node);
}

function leavesOf(path: Path, node: StateConfig): string[] {
  if (node.states === undefined) return [path.at(-1) as string];
  return Object.entries(node.states).flatMap(([key, inner]) => leavesOf([...path, key], inner));
}

function rowOf(row: RowConfig, event: string, place: Place, root: StateConfig): Row {
  const part = `a row of ${place.path.join('.')} for '${event}'`;
  onlyKeys(row, part, ['guard', 'target', 'actions']);
  const [region] = place.path as [string];
  const actions = listOf(row.actions ?? []).map((action) => namedAction(action, part));
  return { region, place, event, guard: row.guard, target: targetOf(row, place, root), actions };
}

function namedAction(action: unknown, part: string): NamedAction {
  if (typeof action === 'string') return { type: action };
  const { type } = (action ?? {}) as { type?: unknown };
  if (typeof action === 'object' && typeof type === 'string') return action as NamedAction;
  throw new UntranslatableError(part, 'it has an action without a name');
}

/**
 * Where a row leads: `#id.path` from a state by its id, `.path` from its own, else from its parent.
 */
function targetOf({ target }: RowConfig, { path }: Place, root: StateConfig): string | null {
  if (target === undefined) return null;
  if (typeof target !== 'string') {
    throw new UntranslatableError(`the target ${JSON.stringify(target)}`, 'it is not one state');
  }
  const keys = target.replace(/^[#.]/, '').split('.');
  const found = target.startsWith('#')
    ? [...pathOf(keys[0] as string, root), ...keys.slice(1)]
    : [...(target.startsWith('.') ? path : path.slice(0, -1)), ...keys];
  if (found[0] !== path[0]) {
    throw new UntranslatableError(`the target '${target}'`, `it leaves the region ${path[0]}`);
  }
  return leafAt(found, root);
}

function pathOf(id: string, root: StateConfig): Path {
  let found: Path | undefined;
  walk(root, [], (path, node) => {
    if (node.id === id) found = path;
  });
  if (found === undefined) throw new UntranslatableError(`the target '#${id}'`, 'nothing has it');
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

function onlyKeys(given: object, part: string, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new UntranslatableError(part, `it has '${unknown}'`);
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [given];
}
