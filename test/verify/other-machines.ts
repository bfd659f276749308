/**
 * Machines that answer as the lifecycle does, with one difference. They are functions, not
 * statecharts, so they are quick to explore, and may answer as no statechart would.
 */
import {
  actions,
  type Capabilities,
  type Deployment,
  decide,
  observe,
  reachableDeployments,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../../src/lifecycle';
import { ask } from '../../src/lifecycle/build/ask';
import { deploymentKey } from '../../src/lifecycle/compiled/deployment-key';
import type { LifecycleMachine, Transition } from '../../src/verify/exploration/explore';

/** A verdict of a machine with its rule, and for a refusal with its answer. */
export interface Said {
  readonly type: string;
  readonly params: {
    readonly rule: string;
    readonly httpStatus?: number;
    readonly code?: string;
    readonly hint?: string;
  };
}

/** The reply of a machine to an event: the deployment afterwards, and its verdicts. */
export interface Reply {
  readonly after: Deployment;
  readonly said: readonly Said[];
}

/** An event, and the deployment and capabilities that it meets. */
export interface Question {
  readonly before: Deployment;
  readonly event: Transition['event'];
  readonly capabilities: Capabilities;
}

/** The lifecycle, except if `change` gives another reply. */
export function answering(
  change: (question: Question, reply: Reply) => Reply | undefined,
): LifecycleMachine {
  const machine = {
    resolveState: ({ value, context }: { value: unknown; context: Context }) => {
      const { capabilities, ...data } = context;
      const { status, desired } = value as Record<string, unknown>;
      const before = { ...data, status: leafOf(status), desiredStatus: leafOf(desired) };
      return { before: before as Deployment, capabilities };
    },
    getInitialSnapshot: () => ({ status: 'active' }),
    transition(asked: Omit<Question, 'event'>, event: Transition['event'], scope: Scope) {
      const question = { ...asked, event };
      const usual = usualReply(question);
      const { after, said } = change(question, usual) ?? usual;
      for (const each of said) scope.actionExecutor(each);
      const { status, desiredStatus, ...data } = after;
      const value = {
        status: nested(resourcesStatus(after), status),
        desired: nested(resourcesDesiredStatus(after), desiredStatus),
      };
      return { value, context: { ...data, capabilities: asked.capabilities } };
    },
  };
  return machine as unknown as LifecycleMachine;
}

/** The reply, with another deployment afterwards. */
export const becoming = (reply: Reply, changes: Partial<Deployment>): Reply => ({
  ...reply,
  after: { ...reply.after, ...changes },
});

/** The reply that changes nothing and gives this verdict. */
export const saying = (before: Deployment, type: string, params: Said['params']): Reply => ({
  after: before,
  said: [{ type, params }],
});

interface Scope {
  readonly actionExecutor: (said: Said) => void;
}
type Context = Omit<Deployment, 'status' | 'desiredStatus'> & {
  readonly capabilities: Capabilities;
};

const canOccur = new Set(reachableDeployments().map(deploymentKey));

function usualReply({ before, event, capabilities }: Question): Reply {
  if (!canOccur.has(deploymentKey(before))) {
    const { verdict, rule, refusal = {}, deployment } = ask(before, event, capabilities);
    return { after: deployment, said: [{ type: verdict, params: { rule, ...refusal } }] };
  }
  if (!isAction(event)) {
    const { accepted, rule, deployment: after } = observe(before, event);
    return { after, said: [{ type: accepted ? 'accept' : 'stale', params: { rule } }] };
  }
  const decision = decide(before, event, capabilities);
  const { rule, deployment: after, httpStatus } = decision;
  if (decision.accepted) return { after, said: [{ type: 'accept', params: { rule } }] };
  const params = { rule, httpStatus, code: decision.error.error_code, hint: 'Wait.' };
  return { after, said: [{ type: 'reject', params }] };
}

function isAction(
  event: Transition['event'],
): event is Extract<Transition, { kind: 'action' }>['event'] {
  return event.type in actions;
}

function leafOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? leafOf(Object.values(value)[0]) : value;
}

const nested = (top: string, state: string) => (top === state ? state : { [top]: state });
