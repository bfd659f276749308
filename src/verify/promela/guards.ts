/**
 * Guards as Promela expressions, of which Spin evaluates the smallest parts.
 *
 * A plain function says nothing about itself: the table below says by hand what each of the
 * lifecycle's own means, and any other one is refused, also under a name in the table.
 */
import { lifecycleMachine } from '../../lifecycle/machine';
import { type Guard, guardOf, type Row, type Statechart, UntranslatableError } from '../statechart';

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
  currentGeneration: { expression: '(event_current)' },
  awaitApprovalPolicy: { expression: '(bootstrapPolicy == bootstrapPolicy_await_approval)' },
  approved: { expression: '(bootstrapApproved)' },
};

/** Translates guards, and keeps what each name stands for. */
export interface GuardTranslator {
  /** The guard of a row as an expression; names in it are those of `definitions`. */
  readonly translate: (row: Row) => string;
  /** What each name that was met stands for. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** A translator for the guards of this machine. */
export function guardTranslator(machine: Statechart): GuardTranslator {
  const definitions = new Map<string, string>();

  const expression = (guard: Guard, event: string): string => {
    switch (guard.kind) {
      case 'in':
        return placeName(guard.path);
      case 'not':
        return `(!${expression(guard.part, event)})`;
      case 'named': {
        const { name, meaning } = guard;
        definitions.set(name, meaning ? expression(meaning, event) : plain(name, event, machine));
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

/** The expression of a plain guard, which must be one of the lifecycle's own. */
function plain(name: string, event: string, machine: Statechart): string {
  const [own, given] = [lifecycleMachine, machine].map(
    ({ implementations }) => (implementations.guards as Readonly<Record<string, unknown>>)[name],
  );
  const meaning = plainGuards[name];
  if (meaning === undefined || own === undefined || own !== given) {
    throw new UntranslatableError(`the guard '${name}'`, 'nobody has said what it means');
  }
  if (meaning.events?.includes(event) !== false) return meaning.expression;
  throw new UntranslatableError(`the guard '${name}'`, `it may not be asked about '${event}'`);
}

/** What says that the machine is in this state. */
export function placeName(path: readonly string[]): string {
  return `in_${path.join('_')}`;
}
