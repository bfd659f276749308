/**
 * Actions of the machine as Promela statements.
 *
 * Assignments of constants are read off the machine. Those that compute something are plain
 * functions: the table below says by hand what each of the lifecycle's own does, and any other one
 * is refused, also under a name in the table.
 */
import { lifecycleMachine } from '../../lifecycle/machine';
import { type NamedAction, type Statechart, UntranslatableError } from '../statechart';
import { ruleName, valueName } from './names';

/** The assignments of the lifecycle that compute what they assign. */
export const plainActions: Readonly<Record<string, readonly string[]>> = {
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

/** The statements of an action of this machine. Pure. Throws UntranslatableError. */
export function statementsOf(action: NamedAction, { implementations }: Statechart): string[] {
  const { type, params } = action;
  switch (type) {
    case 'accept':
    case 'stale':
    case 'reject':
      return [answerOf(type, params as Answer)];
    default:
      return assignments(type, (implementations.actions as Named)[type]);
  }
}

type Named = Readonly<Record<string, unknown>>;

interface Answer {
  readonly rule: unknown;
  readonly httpStatus?: unknown;
}

function answerOf(type: 'accept' | 'stale' | 'reject', { rule, httpStatus = 0 }: Answer): string {
  const code = type === 'accept' ? 202 : httpStatus;
  if (Number.isSafeInteger(code)) return `say(${type}s, ${ruleName(rule)}, ${code})`;
  throw new UntranslatableError(`the answer of '${rule}'`, 'its HTTP status is not a number');
}

function assignments(type: string, implementation: unknown): string[] {
  const own = (lifecycleMachine.implementations.actions as Named)[type];
  const written = plainActions[type];
  if (written !== undefined && own !== undefined && implementation === own) return [...written];
  const { assignment } = (implementation ?? {}) as { readonly assignment?: unknown };
  if (typeof assignment !== 'object' || assignment === null) {
    throw new UntranslatableError(`the action '${type}'`, 'nobody has said what it does');
  }
  return Object.entries(assignment).map(([field, value]) => {
    if (assignable.includes(field)) return `${field} = ${valueName(field, value)}`;
    throw new UntranslatableError(`the action '${type}'`, `it assigns ${field}`);
  });
}
