/**
 * The words that the machine is written in: its guards and actions, named after the domain.
 *
 * Every row of the machine ends in one of three words: `accept`, `reject` or `stale`, with the rule
 * that it follows. They do nothing themselves; they are how XState's pure `transition()` tells its
 * caller what became of an event. A host that runs the machine as an actor can `provide` its own.
 */
import { and, assertEvent, assign, not, or, setup, stateIn } from 'xstate';
import { type Action, withDefaults } from '../action';
import type { Deployment } from '../deployment';
import type { Observation } from '../observation';
import {
  type AcceptingRuleId,
  type RejectingRuleId,
  type Rejection,
  rejections,
} from '../rules/refusals';
import type { StatusRuleId } from '../rules/catalogue';
import type { Capabilities } from '../vocabulary';

/** Everything beside the two regions: the data of the deployment, and what the pipeline can do. */
export interface LifecycleContext extends Omit<Deployment, 'status' | 'desiredStatus'> {
  readonly capabilities: Capabilities;
}

/** The data of a deployment and its capabilities, as the machine carries them. Pure. */
export function contextOf(deployment: Deployment, capabilities: Capabilities): LifecycleContext {
  const { status: _status, desiredStatus: _desiredStatus, ...data } = deployment;
  return { ...data, capabilities };
}

/** What the machine handles: actions in the desired region, observations in the status region. */
export type LifecycleEvent = Action | Observation;

/** What the machine may be started with; without it, a pipeline with every capability. */
export interface LifecycleInput {
  readonly capabilities?: Capabilities | undefined;
}

/** An accepted action, or an observation that is not stale. */
/* @__NO_SIDE_EFFECTS__ */
export function accept(rule: AcceptingRuleId | ObservedRuleId) {
  return { type: 'accept', params: { rule } } as const;
}

/** A refused action, with its answer. */
/* @__NO_SIDE_EFFECTS__ */
export function reject(rule: RejectingRuleId) {
  return { type: 'reject', params: { rule, ...rejections[rule] } } as const;
}

/** An observation that comes too late, twice, or from another deployment. */
/* @__NO_SIDE_EFFECTS__ */
export function stale(rule: StaleRuleId) {
  return { type: 'stale', params: { rule } } as const;
}

/** The id of a rule by which an observation is stale. */
export type StaleRuleId = Extract<StatusRuleId, `${string}.stale`>;
/** The id of a rule by which an observation is taken in. */
export type ObservedRuleId = Exclude<StatusRuleId, StaleRuleId>;

const startOf = (event: LifecycleEvent) => {
  assertEvent(event, 'start');
  return withDefaults(event);
};

/** Guards and actions by name; `dialect.createMachine` is checked against them. */
export const dialect = makeDialect();

// Made by functions without side effects, all three, so that a bundle that only decides and observes
// holds neither the machine nor xstate.
/* @__NO_SIDE_EFFECTS__ */
function makeDialect() {
  return setup({
    types: {
      context: {} as LifecycleContext,
      events: {} as LifecycleEvent,
      input: {} as LifecycleInput | undefined,
    },
    guards: {
      stopped: stateIn({ status: 'Stopped' }),
      provisioning: stateIn({ status: 'Provisioning' }),
      deployed: stateIn({ status: 'Provisioned' }),
      inStandby: stateIn({ status: { Provisioned: 'Standby' } }),
      inAwaitingApproval: stateIn({
        status: { Provisioned: 'AwaitingApproval' },
      }),

      live: stateIn({ desired: 'Provisioned' }),
      towardsStandby: stateIn({ desired: { Provisioned: 'Standby' } }),
      towardsPaused: stateIn({ desired: { Provisioned: 'Paused' } }),
      towardsRunning: stateIn({ desired: { Provisioned: 'Running' } }),
      flowing: or(['towardsPaused', 'towardsRunning']),
      suspending: stateIn({ desired: 'Suspended' }),
      stopping: and([stateIn({ desired: 'Stopped' }), not('stopped')]),
      notStopping: not('stopping'),
      fullyStopped: and([stateIn({ desired: 'Stopped' }), 'stopped']),

      forced: ({ event }) => {
        assertEvent(event, 'stop');
        return withDefaults(event).force;
      },
      initiallyStandby: ({ event }) => startOf(event).initial === 'standby',
      initiallyPaused: ({ event }) => {
        assertEvent(event, ['start', 'activate']);
        return withDefaults(event).initial === 'paused';
      },
      undismissedError: ({ context, event }) =>
        context.error !== null && !startOf(event).dismissError,
      otherInitial: ({ context, event }) => context.initial !== startOf(event).initial,
      otherBootstrapPolicy: ({ context, event }) =>
        context.bootstrapPolicy !== startOf(event).bootstrapPolicy,
      standbyNotAllowed: ({ context, event }) =>
        startOf(event).initial === 'standby' && !context.capabilities.standby,
      withoutCheckpointing: ({ context }) => !context.capabilities.checkpointing,
      notSuspendable: ({ context }) => !context.capabilities.suspendable,
      withoutError: ({ context }) => context.error === null,

      /** An observation that names no generation is taken to be of the present one. */
      current: ({ context, event }) => {
        const { generation = context.generation } = event as Observation;
        return generation === context.generation;
      },
      underAwaitApproval: ({ context }) => context.bootstrapPolicy === 'await_approval',
      suspensionEnds: and(['current', stateIn({ status: { Provisioned: 'Suspending' } })]),
      headedForApproval: and(['flowing', 'underAwaitApproval']),
      approved: ({ context }) => context.bootstrapApproved,
      approvedTowardsPaused: and(['approved', 'towardsPaused']),
      approvedTowardsRunning: and(['approved', 'towardsRunning']),
    },
    actions: {
      accept: (_, _params: { rule: AcceptingRuleId | ObservedRuleId }) => {},
      reject: (_, _params: Rejection & { rule: RejectingRuleId }) => {},
      stale: (_, _params: { rule: StaleRuleId }) => {},

      begin: assign(({ context, event }) => {
        const { initial, bootstrapPolicy } = startOf(event);
        return {
          initial,
          bootstrapPolicy,
          error: null,
          generation: context.generation + 1,
        };
      }),
      release: assign({
        initial: null,
        bootstrapPolicy: null,
        bootstrapApproved: false,
      }),
      approve: assign({ bootstrapApproved: true }),
      spendApproval: assign({ bootstrapApproved: false }),
      dismissError: assign({ error: null }),
      recordError: assign(({ event }) => {
        assertEvent(event, 'failed');
        return { error: event.error };
      }),
      recordCheckpoint: assign(({ context, event }) => {
        assertEvent(event, ['suspended', 'checkpointed']);
        return {
          checkpoint: Math.max(context.checkpoint ?? 0, event.checkpoint),
        };
      }),
    },
  });
}
