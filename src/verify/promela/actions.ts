/**
 * Translates actions of the machine into Promela statements.
 *
 * Assignments of constants are read off the machine. Assignments that compute something are plain
 * functions: the table below translates those of the lifecycle by hand. Any other function throws,
 * even under a name in the table.
 */
import { lifecycleMachine } from '../../lifecycle/machine';
import { type NamedAction, type Statechart, UntranslatableError } from '../statechart';
import { ruleName, valueName } from './names';

/** The assignments of the lifecycle that compute a value, as Promela statements. */
export const promelaActions: Readonly<Record<string, readonly string[]>> = {
  begin: [
    'initial = event_initial',
    'bootstrapPolicy = event_bootstrapPolicy',
    'error = null',
    'begun++',
  ],
  recordError: ['error = event_error'],
  recordCheckpoint: [
    'checkpoint = (checkpoint > event_checkpoint -> checkpoint : event_checkpoint)',
  ],
};

const assignable = ['initial', 'bootstrapPolicy', 'bootstrapApproved', 'error', 'checkpoint'];

/** Returns the statements of an action of this machine. Pure. Throws UntranslatableError. */
export function statementsOf(action: NamedAction, { implementations }: Statechart): string[] {
  const { type, params } = action;
  switch (type) {
    case 'accept':
    case 'stale':
    case 'reject':
      return [sayStatement(type, params as VerdictParameters)];
    default:
      return assignments(type, (implementations.actions as Named)[type]);
  }
}

type Named = Readonly<Record<string, unknown>>;

interface VerdictParameters {
  readonly rule: unknown;
  /** Only of a refusal. */
  readonly httpStatus?: unknown;
}

function sayStatement(
  type: 'accept' | 'stale' | 'reject',
  { rule, httpStatus }: VerdictParameters,
): string {
  const code = { accept: 202, stale: 0, reject: httpStatus }[type];
  if (Number.isSafeInteger(code)) return `say(${type}s, ${ruleName(rule)}, ${code})`;
  throw new UntranslatableError(`the answer of '${rule}'`, 'its HTTP status is not a number');
}

function assignments(type: string, implementation: unknown): string[] {
  const own = (lifecycleMachine.implementations.actions as Named)[type];
  const written = promelaActions[type];
  if (written !== undefined && own !== undefined && implementation === own) return [...written];
  const { assignment } = (implementation ?? {}) as { readonly assignment?: unknown };
  if (typeof assignment !== 'object' || assignment === null) {
    throw new UntranslatableError(`the action '${type}'`, 'it has no translation');
  }
  return Object.entries(assignment).map(([field, value]) => {
    if (assignable.includes(field)) return `${field} = ${valueName(field, value)}`;
    throw new UntranslatableError(
      `the action '${type}'`,
      `it assigns ${field}, which a model does not have`,
    );
  });
}
