/** One question to the machine: what becomes of this event, and by which rule? */
import { transition } from 'xstate';
import type { Deployment } from './deployment';
import type { LifecycleEvent } from './dialect';
import { lifecycleMachine } from './machine';
import type { RuleId } from './rules';
import { deploymentOf, snapshotOf } from './snapshot';
import type { Capabilities } from './vocabulary';

/** What the machine said. */
export interface Answer {
  readonly word: 'accept' | 'reject' | 'stale';
  readonly rule: RuleId;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
}

/**
 * Asks a machine, by default the lifecycle itself. Pure, and slow: XState builds an actor for it.
 * Throws Error where the machine does not answer with exactly one word, which is a bug in it.
 */
export function ask(
  deployment: Deployment,
  event: LifecycleEvent,
  capabilities: Capabilities,
  machine: typeof lifecycleMachine = lifecycleMachine,
): Answer {
  const snapshot = snapshotOf(deployment, capabilities, machine);
  const [next, actions] = transition(machine, snapshot, event);
  const words = actions.flatMap(({ type, params }) =>
    isWord(type) ? [{ word: type, rule: (params as { rule: RuleId }).rule }] : [],
  );
  const [answer] = words;
  if (answer === undefined || words.length > 1) {
    const said = words.map(({ rule }) => rule).join(', ') || 'nothing';
    throw new Error(`The machine must answer '${event.type}' with one rule, but said ${said}.`);
  }
  return { ...answer, deployment: deploymentOf(next) };
}

function isWord(type: string): type is Answer['word'] {
  return type === 'accept' || type === 'reject' || type === 'stale';
}
