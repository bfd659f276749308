/**
 * Guards as Promela expressions.
 *
 * What is built with `and`, `or`, `not` and `stateIn` is taken apart, so that Spin evaluates it
 * from its smallest parts. A plain function says nothing about itself: the table below says by hand
 * what each of the lifecycle's own means, and any other one is refused, also under a name in the
 * table.
 */
import { lifecycleMachine } from '../../lifecycle';
import { type Row, type Statechart, UntranslatableError } from './chart';

/** What a plain guard means, and the events that it may be asked about: others make it throw. */
interface Meaning {
  readonly expression: string;
  readonly events?: readonly string[];
}

const start = { events: ['start'] };

/** The guards of the lifecycle that are plain functions. */
export const plainGuards: Readonly<Record<string, Meaning>> = {
  forced: { expression: '(event_force)', events: ['stop'] },
  initiallyStandby: { expression: '(event_initial == initial_standby)', ...start },
  initiallyPaused: {
    expression: '(event_initial == initial_paused)',
    events: ['start', 'activate'],
  },
  undismissedError: { expression: '(error != null && !event_dismissError)', ...start },
  otherInitial: { expression: '(initial != event_initial)', ...start },
  otherBootstrapPolicy: { expression: '(bootstrapPolicy != event_bootstrapPolicy)', ...start },
  standbyNotAllowed: { expression: '(event_initial == initial_standby && !has_standby)', ...start },
  withoutCheckpointing: { expression: '(!has_checkpointing)' },
  notSuspendable: { expression: '(!has_suspendable)' },
  withoutError: { expression: '(error == null)' },
  current: { expression: '(event_current)' },
  underAwaitApproval: { expression: '(bootstrapPolicy == bootstrapPolicy_await_approval)' },
  approved: { expression: '(bootstrapApproved)' },
};

/** Translates guards, and keeps what each name stands for. */
export interface GuardTranslator {
  /** The guard of a row as an expression; names in it are those of `definitions`. */
  readonly translate: (row: Row) => string;
  /** What each name that was met stands for. */
  readonly definitions: ReadonlyMap<string, string>;
}

interface BuiltGuard {
  readonly check?: (snapshot: unknown, scope: unknown, parameters: unknown) => boolean;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

/** A translator for the guards of this machine. */
export function guardTranslator({ implementations }: Statechart): GuardTranslator {
  const named = implementations.guards as Readonly<Record<string, unknown>>;
  const definitions = new Map<string, string>();

  const translate = (guard: unknown, event: string): string => {
    if (typeof guard === 'function') return built(guard, event, 'an unnamed guard');
    if (typeof guard !== 'string') {
      throw new UntranslatableError(`the guard ${JSON.stringify(guard)}`, 'it is not a name');
    }
    definitions.set(guard, plain(guard, event) ?? built(named[guard], event, `'${guard}'`));
    return `guard_${guard}`;
  };

  /** The expression of a plain guard of the lifecycle, where this is one. */
  const plain = (name: string, event: string): string | undefined => {
    const own = (lifecycleMachine.implementations.guards as Readonly<Record<string, unknown>>)[
      name
    ];
    const meaning = plainGuards[name];
    if (meaning === undefined || own === undefined || own !== named[name]) return undefined;
    if (meaning.events?.includes(event) !== false) return meaning.expression;
    throw new UntranslatableError(`the guard '${name}'`, `it may not be asked about '${event}'`);
  };

  const built = (guard: unknown, event: string, name: string): string => {
    const { check, guards, stateValue } = (guard ?? {}) as BuiltGuard;
    if (stateValue !== undefined) return placeOf(stateValue, []);
    const connective = check === undefined || guards === undefined ? null : connectiveOf(check);
    if (connective === null) {
      throw new UntranslatableError(`the guard ${name}`, 'nobody has said what it means');
    }
    const parts = (guards as readonly unknown[]).map((part) => translate(part, event));
    return connective === '!' ? `(!${parts[0]})` : `(${parts.join(` ${connective} `)})`;
  };

  return {
    translate: ({ guard, event }) => (guard === undefined ? 'true' : translate(guard, event)),
    definitions,
  };
}

/** `and`, `or` or `not`: told by their truth tables, because names do not survive every bundler. */
function connectiveOf(check: NonNullable<BuiltGuard['check']>): '&&' | '||' | '!' | null {
  const says = (one: boolean, other: boolean) =>
    check({ machine: null }, {}, { guards: [() => one, () => other] });
  const inputs = [true, false].flatMap((one) =>
    [true, false].map((other) => [one, other] as const),
  );
  const table = inputs.map(([one, other]) => (says(one, other) ? 1 : 0)).join('');
  return ({ '1000': '&&', '1110': '||', '0011': '!' } as const)[table] ?? null;
}

/** A state value, such as `{ status: { Provisioned: 'Standby' } }`, as the name of that place. */
function placeOf(value: unknown, path: readonly string[]): string {
  if (typeof value === 'string' && path.length > 0) return placeName([...path, value]);
  const entries = Object.entries(typeof value === 'object' ? (value ?? {}) : {});
  const [only] = entries;
  if (only === undefined || entries.length > 1) {
    throw new UntranslatableError(
      `the state value ${JSON.stringify(value)}`,
      'it is not one state',
    );
  }
  return placeOf(only[1], [...path, only[0]]);
}

/** What says that the machine is in this state. */
export function placeName(path: readonly string[]): string {
  return `in_${path.join('_')}`;
}
