/**
 * Translates guards into Promela expressions, down to the smallest parts, which Spin evaluates.
 *
 * A plain function cannot be taken apart: the table below translates those of the lifecycle by
 * hand. Any other function throws, even under a name in the table.
 */
import { lifecycleMachine } from '../../lifecycle/machine';
import {
  type ChartRow,
  type Guard,
  guardOf,
  type Statechart,
  UntranslatableError,
} from '../statechart';

/** The expression of a plain guard, and the events it may be evaluated for; on others it throws. */
interface GuardTranslation {
  readonly expression: string;
  readonly events?: readonly string[];
}

const start = { events: ['start'] };

/** The guards of the lifecycle that are plain functions, as Promela expressions. */
export const promelaGuards: Readonly<Record<string, GuardTranslation>> = {
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
  currentGeneration: { expression: '(event_current)' },
  namesGeneration: { expression: '(event_named)' },
  awaitApprovalPolicy: { expression: '(bootstrapPolicy == bootstrapPolicy_await_approval)' },
  approved: { expression: '(bootstrapApproved)' },
};

/** Translates guards, and collects the definitions of their names. */
export interface GuardTranslator {
  /** Translates the guard of a row; the names in the expression are those of `definitions`. */
  readonly translate: (row: ChartRow) => string;
  /** The expression of each name that was met. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** Creates a translator for the guards of this machine. */
export function guardTranslator(machine: Statechart): GuardTranslator {
  const definitions = new Map<string, string>();

  const expression = (guard: Guard, event: string): string => {
    switch (guard.kind) {
      case 'in':
        return insideName(guard.path);
      case 'not':
        return `(!${expression(guard.part, event)})`;
      case 'named': {
        const { name, meaning } = guard;
        definitions.set(
          name,
          meaning ? expression(meaning, event) : plainExpression(name, event, machine),
        );
        return `guard_${name}`;
      }
      default: {
        const parts = guard.parts.map((part) => expression(part, event));
        return `(${parts.join(guard.kind === 'and' ? ' && ' : ' || ')})`;
      }
    }
  };

  return {
    translate: ({ guard, event }) =>
      guard === undefined ? 'true' : expression(guardOf(guard, machine), event),
    definitions,
  };
}

/** Translates a plain guard, which must be one of the lifecycle's own. */
function plainExpression(name: string, event: string, machine: Statechart): string {
  const [own, given] = [lifecycleMachine, machine].map(
    ({ implementations }) => (implementations.guards as Readonly<Record<string, unknown>>)[name],
  );
  const meaning = promelaGuards[name];
  if (meaning === undefined || own === undefined || own !== given) {
    throw new UntranslatableError(`the guard '${name}'`, 'it has no translation');
  }
  if (meaning.events?.includes(event) !== false) return meaning.expression;
  throw new UntranslatableError(`the guard '${name}'`, `it cannot be evaluated for '${event}'`);
}

/** Returns the name of the macro that is true if the machine is in this state. */
export function insideName(path: readonly string[]): string {
  return `in_${path.join('_')}`;
}
