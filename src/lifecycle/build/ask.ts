/** One question to the machine: what becomes of this event, and by which rule? */
import { transition } from 'xstate';
import type { Deployment } from '../deployment';
import { deploymentOfSnapshot, lifecycleMachine, snapshotOf } from '../machine';
import type { LifecycleEvent } from '../observation';
import type { Refusal, RuleId } from '../rules';
import type { Capabilities } from '../vocabulary';

/** What the machine said. */
export interface MachineAnswer {
  readonly verdict: 'accept' | 'reject' | 'stale';
  readonly rule: RuleId;
  /** How an action is refused; a changed machine may have rejections of its own. */
  readonly rejection?: Refusal;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
}

/** The machine did not answer with one verdict, which is a bug in it. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}

/**
 * Asks a machine, by default the lifecycle itself. Pure, and slow: XState builds an actor for it.
 * Throws MachineError where the machine does not answer with exactly one verdict.
 */
export function ask(
  deployment: Deployment,
  event: LifecycleEvent,
  capabilities: Capabilities,
  machine: typeof lifecycleMachine = lifecycleMachine,
): MachineAnswer {
  const snapshot = snapshotOf(deployment, capabilities, machine);
  const [next, actions] = transition(machine, snapshot, event);
  const verdicts = actions.flatMap(({ type, params }) =>
    isVerdict(type) ? [{ verdict: type, ...(params as Refusal & { readonly rule: RuleId }) }] : [],
  );
  const [answer] = verdicts;
  if (answer === undefined || verdicts.length > 1) {
    const said = verdicts.map(({ rule }) => rule).join(', ') || 'nothing';
    const { status, desiredStatus } = deployment;
    throw new MachineError(
      `The machine must answer '${event.type}' in ${status}/${desiredStatus} with one rule, but said ${said}.`,
    );
  }
  const { verdict, rule, httpStatus, code, hint } = answer;
  const after = { verdict, rule, deployment: deploymentOfSnapshot(next) };
  return verdict === 'reject' ? { ...after, rejection: { httpStatus, code, hint } } : after;
}

function isVerdict(type: string): type is MachineAnswer['verdict'] {
  return type === 'accept' || type === 'reject' || type === 'stale';
}
