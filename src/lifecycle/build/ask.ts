/** One question to the machine: what becomes of this event, and by which rule? */
import { transition } from 'xstate';
import type { Deployment } from '../deployment';
import type { LifecycleEvent } from '../machine/setup';
import { lifecycleMachine } from '../machine/machine';
import type { Rejection } from '../rules/refusals';
import type { RuleId } from '../rules/catalogue';
import { deploymentOf, snapshotOf } from '../machine/snapshot';
import type { Capabilities } from '../vocabulary';

/** What the machine said. */
export interface Answer {
  readonly word: 'accept' | 'reject' | 'stale';
  readonly rule: RuleId;
  /** How an action is refused; a changed machine may have rejections of its own. */
  readonly rejection?: Rejection;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
}

/** The machine did not answer with one word, which is a bug in it. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}

/**
 * Asks a machine, by default the lifecycle itself. Pure, and slow: XState builds an actor for it.
 * Throws MachineError where the machine does not answer with exactly one word.
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
    isWord(type) ? [{ word: type, ...(params as Rejection & { readonly rule: RuleId }) }] : [],
  );
  const [answer] = words;
  if (answer === undefined || words.length > 1) {
    const said = words.map(({ rule }) => rule).join(', ') || 'nothing';
    const { status, desiredStatus } = deployment;
    throw new MachineError(
      `The machine must answer '${event.type}' in ${status}/${desiredStatus} with one rule, but said ${said}.`,
    );
  }
  const { word, rule, httpStatus, code, hint } = answer;
  const after = { word, rule, deployment: deploymentOf(next) };
  return word === 'reject' ? { ...after, rejection: { httpStatus, code, hint } } : after;
}

function isWord(type: string): type is Answer['word'] {
  return type === 'accept' || type === 'reject' || type === 'stale';
}
