/**
 * The numbered safety rules as checks over the steps of a walk.
 *
 * A check yields a finding each time its premise is met: `null` if the rule holds, else the
 * problem. So a check that was never put to the test differs from one that passed.
 */
import { actions, type Deployment, rules, steps as runnerSteps } from '../../src/lifecycle';
import {
  fullyStopped,
  startRequested,
  stopRequested,
  suspendRequested,
} from '../../src/lifecycle/rules';
import type { Implementation, Step } from './walks';

export type Finding = string | null;
type Check = (steps: readonly Step[], implementation: Implementation) => Iterable<Finding>;

const hasDataFlow = ({ status }: Deployment) => status === 'Paused' || status === 'Running';

const forced = (step: Step) =>
  step.kind === 'action' && step.event.type === 'stop' && step.event.force;
const accepted = (step: Step, type: string) => step.result.accepted && step.event.type === type;
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Dismissing an error that is not set is answered with 202 and does nothing, in any state. */
const dismissesNothing = (step: Step) =>
  step.event.type === 'dismissError' && same(step.before, step.after);

const holds = (condition: boolean, problem: string): Finding => (condition ? null : problem);

/** The safety rules, by number and statement. */
export const safety: Readonly<Record<string, Check>> = {
  *'1. A forced stop cannot be cancelled'(steps) {
    for (const step of steps.filter(({ before }) => stopRequested(before))) {
      yield holds(step.after.desiredStatus === 'Stopped', 'desired did not stay Stopped');
      if (step.kind === 'action' && step.result.accepted) {
        yield holds(forced(step) || dismissesNothing(step), `${step.event.type} was accepted`);
      }
    }
  },

  *'2. Suspending is left only by suspended, failed or a forced stop'(steps) {
    for (const step of steps) {
      const { before, after, event } = step;
      const ended = event.type === 'suspended' || event.type === 'failed';
      if (before.status === 'Suspending' && after.status !== 'Suspending') {
        const stopped = event.type === 'stopping' && before.desiredStatus === 'Stopped';
        yield holds(ended || stopped, `${event.type} ended it`);
      }
      if (!suspendRequested(before)) continue;
      const left = after.desiredStatus !== 'Suspended';
      yield holds(!left || ended || forced(step), `${event.type} cancelled it`);
      if (step.kind === 'action' && step.result.accepted) {
        yield holds(forced(step) || dismissesNothing(step), `${event.type} was accepted`);
      }
      if (forced(step)) yield holds(after.desiredStatus === 'Stopped', 'a forced stop was ignored');
    }
  },

  *'3. start is never accepted while suspending or stopping; a no-op once start was requested'(
    steps,
  ) {
    for (const step of steps) {
      if (step.kind !== 'action' || step.event.type !== 'start') continue;
      const { before, after, event } = step;
      if (suspendRequested(before) || stopRequested(before)) {
        yield holds(!step.result.accepted, 'start was accepted');
      }
      if (startRequested(before)) {
        const alike =
          before.initial === event.initial && before.bootstrapPolicy === event.bootstrapPolicy;
        yield holds(step.result.accepted === alike, 'start did not compare its parameters');
        yield holds(same(before, after), 'start changed something');
      }
    }
  },

  *'4. No action changes status; no observation changes desired except to Stopped'(steps) {
    for (const { kind, before, after } of steps) {
      if (kind === 'action') yield holds(after.status === before.status, 'status changed');
      else if (after.desiredStatus !== before.desiredStatus) {
        yield holds(after.desiredStatus === 'Stopped', `desired became ${after.desiredStatus}`);
      }
    }
  },

  *'5. Standby is entered once, from Provisioning, and left only after activate'(steps) {
    let entered = 0;
    let activated = false;
    for (const step of steps) {
      const { before, after } = step;
      if (after.generation !== before.generation) {
        entered = 0;
        activated = false;
      }
      if (accepted(step, 'activate')) activated = true;
      if (before.status !== 'Standby' && after.status === 'Standby') {
        entered += 1;
        const proper = before.status === 'Provisioning' && before.initial === 'standby';
        yield holds(proper, `Standby entered from ${before.status}, initial ${before.initial}`);
        yield holds(entered === 1, 'Standby entered twice');
      }
      if (
        before.status === 'Standby' &&
        (hasDataFlow(after) || after.status === 'AwaitingApproval')
      ) {
        yield holds(activated, 'Standby left without activate');
      }
      // What leads on from standby is the desired status, which only activate may move.
      if (
        before.status === 'Standby' &&
        before.desiredStatus === 'Standby' &&
        startRequested(after)
      ) {
        const moved = after.desiredStatus !== 'Standby';
        yield holds(!moved || step.event.type === 'activate', `${step.event.type} led on`);
      }
    }
  },

  *'6. AwaitingApproval is entered under await_approval and left only after approve'(steps) {
    let approved = false;
    for (const step of steps) {
      const { before, after } = step;
      if (before.status !== 'AwaitingApproval') {
        approved = false;
        if (after.status === 'AwaitingApproval') {
          yield holds(before.bootstrapPolicy === 'await_approval', 'entered under another policy');
          yield holds(!after.bootstrapApproved, 'approved before it was asked for');
        }
      } else if (hasDataFlow(after)) {
        yield holds(approved, 'left without approve');
      }
      if (accepted(step, 'approve')) {
        yield holds(before.status === 'AwaitingApproval', `approved in ${before.status}`);
        approved = true;
      }
    }
  },

  *'7. Stopping, Suspending, Standby, approval, error and start parameters fit together'(steps) {
    for (const { after } of steps) {
      const { status, desiredStatus, initial, bootstrapPolicy, error } = after;
      if (status === 'Stopping') yield holds(desiredStatus === 'Stopped', 'Stopping, not Stopped');
      if (status === 'Suspending') {
        const ending = desiredStatus === 'Suspended' || desiredStatus === 'Stopped';
        yield holds(ending, `Suspending with desired ${desiredStatus}`);
      }
      if (status === 'Standby') yield holds(initial === 'standby', `Standby, initial ${initial}`);
      if (after.bootstrapApproved) yield holds(status === 'AwaitingApproval', `approved ${status}`);
      if (error) yield holds(status === 'Stopped' || status === 'Stopping', `error in ${status}`);
      const none = status === 'Stopping' || fullyStopped(after);
      yield holds((initial === null) === none, `initial ${initial} in ${status}/${desiredStatus}`);
      yield holds((bootstrapPolicy === null) === none, `bootstrapPolicy ${bootstrapPolicy}`);
    }
  },

  *'8. A suspension stops the pipeline: failed with that error, or with its checkpoint'(steps) {
    for (const { before, after, event, result } of steps) {
      if (before.status !== 'Suspending' || !result.accepted) continue;
      if (event.type === 'failed') {
        yield holds(after.status === 'Stopping', `failed, but ${after.status}`);
        yield holds(same(after.error, event.error), 'the error was lost');
      }
      if (event.type === 'suspended') {
        yield holds(after.status === 'Stopping' && after.error === null, 'not a clean stop');
        const { checkpoint } = after;
        const isKept = checkpoint !== null && checkpoint >= (before.checkpoint ?? 0);
        yield holds(isKept && checkpoint >= event.checkpoint, 'the checkpoint was lost');
      }
    }
  },

  *'9. A rejection changes nothing, has a documented code, and names a rule'(steps) {
    for (const { kind, before, after, event, result } of steps) {
      yield holds(
        rules.some(({ id }) => id === result.rule),
        `no rule ${result.rule}`,
      );
      if (result.accepted) continue;
      yield holds(same(before, after), `${event.type} was refused and changed something`);
      if (kind !== 'action') continue;
      const documented: readonly number[] = actions[event.type].answers;
      const { httpStatus = 0 } = result;
      yield holds(documented.includes(httpStatus), `${event.type} answered ${httpStatus}`);
    }
  },

  *'10. The checkpoint never decreases; the generation counts accepted starts'(steps) {
    for (const { kind, before, after, event, result } of steps) {
      if (before.checkpoint !== null) {
        yield holds((after.checkpoint ?? -1) >= before.checkpoint, 'the checkpoint went down');
      }
      const hasEnded =
        before.generation > 0 && (before.status === 'Stopping' || fullyStopped(before));
      if (hasEnded && event.type === 'checkpointed' && event.generation === before.generation) {
        yield holds((after.checkpoint ?? -1) >= event.checkpoint, 'a late checkpoint was lost');
      }
      const begun = kind === 'action' && event.type === 'start' && result.accepted;
      const expected = before.generation + (begun && fullyStopped(before) ? 1 : 0);
      yield holds(after.generation === expected, `generation ${after.generation}`);
      if (kind === 'observation' && (event.generation ?? before.generation) !== before.generation) {
        yield holds(same(before, after), `a ${event.type} of another generation took effect`);
      }
    }
  },

  *'11. A forced stop reaches Stopped within two observations, whatever else is reported'(
    steps,
    implementation,
  ) {
    const noise = steps.flatMap((step) => (step.kind === 'observation' ? [step.event] : []));
    const everything = { checkpointing: true, suspendable: true, standby: true };
    for (const [index, { after }] of steps.entries()) {
      const between = noise.slice(index % Math.max(1, noise.length)).slice(0, 4);
      const reported = (from: Deployment, messages: Step['event'][]) =>
        messages.reduce(
          (deployment, message) => implementation.see(deployment, message as never).deployment,
          from,
        );
      const forcedStop = { type: 'stop', force: true } as const;
      const stopped = implementation.act(after, forcedStop, everything).deployment;
      const ended = reported(stopped, [
        ...between,
        { type: 'stopping' },
        ...between,
        { type: 'deprovisioned' },
      ]);
      yield holds(fullyStopped(ended), `${ended.status}/${ended.desiredStatus}`);
    }
  },

  *'12. Stopped with desired Stopped is left only by a start'(steps) {
    for (const { kind, before, after, event } of steps) {
      if (!fullyStopped(before)) continue;
      const started = kind === 'action' && event.type === 'start';
      yield holds(started || fullyStopped(after), `left by ${event.type}`);
      yield holds(after.status === 'Stopped', `status ${after.status}`);
    }
  },

  *'13. No state waits on an action that it refuses'(steps, implementation) {
    const everything = { checkpointing: true, suspendable: true, standby: true };
    for (const { after } of steps) {
      const acts = (action: Parameters<Implementation['act']>[1]) =>
        implementation.act(after, action, everything).accepted;
      yield holds(acts({ type: 'stop', force: true }), 'a forced stop is refused');
      const waits = runnerSteps[after.status][after.desiredStatus];
      if (waits === 'awaitApproval') yield holds(acts({ type: 'approve' }), 'approve is refused');
      if (after.status === 'Standby' && waits === 'idle') {
        yield holds(acts({ type: 'activate', initial: 'running' }), 'activate is refused');
      }
    }
  },
};

/** Returns the safety rule with this number, and its check. */
export function safetyRule(number: string): { readonly rule: string; readonly check: Check } {
  const found = Object.entries(safety).find(([name]) => name.startsWith(`${number}. `));
  if (found === undefined) throw new Error(`There is no safety rule ${number}.`);
  const [rule, check] = found;
  return { rule, check };
}
