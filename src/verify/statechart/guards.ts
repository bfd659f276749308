/**
 * Guards as trees: a guard that is built with `and`, `or`, `not` and `stateIn` is taken apart, so that it
 * can be translated. A plain function cannot be; of it only the name is known.
 */
import { type Statechart, UntranslatableError } from './chart';

/** A guard of the machine, taken apart. */
export type Guard =
  /** The machine is in this state, at any depth; the path begins at the region. */
  | { readonly kind: 'in'; readonly path: readonly string[] }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Guard[] }
  | { readonly kind: 'not'; readonly part: Guard }
  /** A named guard with its definition; null for a plain function. */
  | { readonly kind: 'named'; readonly name: string; readonly meaning: Guard | null };

/** The guards that XState makes of `and`, `or`, `not` and `stateIn`. */
interface BuiltGuard {
  readonly check?: (snapshot: unknown, scope: unknown, parameters: unknown) => boolean;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

/** Takes the guard of a row apart. Pure. Throws UntranslatableError. */
export function guardOf(guard: unknown, machine: Statechart): Guard {
  if (typeof guard === 'function') {
    return isPlain(guard) ? unnamed : built(guard, 'an unnamed guard', machine);
  }
  if (typeof guard !== 'string') {
    throw new UntranslatableError(`the guard ${JSON.stringify(guard)}`, 'it is not a name');
  }
  const named = (machine.implementations.guards as Readonly<Record<string, unknown>>)[guard];
  const meaning = isPlain(named) ? null : built(named, `the guard '${guard}'`, machine);
  return { kind: 'named', name: guard, meaning };
}

const unnamed: Guard = { kind: 'named', name: 'unnamed', meaning: null };

function isPlain(guard: unknown): boolean {
  const { guards, stateValue } = (guard ?? {}) as BuiltGuard;
  return typeof guard === 'function' && guards === undefined && stateValue === undefined;
}

function built(guard: unknown, name: string, machine: Statechart): Guard {
  const { check, guards, stateValue } = (guard ?? {}) as BuiltGuard;
  if (stateValue !== undefined) return { kind: 'in', path: pathOfStateValue(stateValue, []) };
  const connective = check === undefined || guards === undefined ? null : connectiveOf(check);
  if (connective === null) throw new UntranslatableError(name, 'it cannot be taken apart');
  const parts = (guards as readonly unknown[]).map((part) => guardOf(part, machine));
  return connective === 'not'
    ? { kind: 'not', part: parts[0] as Guard }
    : { kind: connective, parts };
}

/** Tells `and`, `or` and `not` by their truth tables: names do not survive every bundler. */
function connectiveOf(check: NonNullable<BuiltGuard['check']>): 'and' | 'or' | 'not' | null {
  const says = (one: boolean, other: boolean) =>
    check({ machine: null }, {}, { guards: [() => one, () => other] });
  const inputs = [true, false].flatMap((one) =>
    [true, false].map((other) => [one, other] as const),
  );
  const table = inputs.map(([one, other]) => (says(one, other) ? 1 : 0)).join('');
  return ({ '1000': 'and', '1110': 'or', '0011': 'not' } as const)[table] ?? null;
}

/** Turns a state value, such as `{ status: { Provisioned: 'Standby' } }`, into a path. */
function pathOfStateValue(value: unknown, path: readonly string[]): readonly string[] {
  if (typeof value === 'string' && path.length > 0) return [...path, value];
  const entries = Object.entries(typeof value === 'object' ? (value ?? {}) : {});
  const [only] = entries;
  if (only === undefined || entries.length > 1) {
    throw new UntranslatableError(
      `the state value ${JSON.stringify(value)}`,
      'it is not one state',
    );
  }
  return pathOfStateValue(only[1], [...path, only[0]]);
}
