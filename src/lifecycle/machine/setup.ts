/**
 * The words that the machine is written in: its guards and actions, named after the domain.
 *
 * Every row of the machine ends in one of three words: `accept`, `reject` or `stale`, with the rule
 * that it follows. They do nothing themselves; they are how XState's pure `transition()` tells its
 * caller what became of an event. A host that runs the machine as an actor can `provide` its own.
 */

import { and, assertEvent, assign, not, or, setup, stateIn } from 'xstate';
import { withDefaults } from '../action';
import type { Deployment } from '../deployment';
import type { LifecycleEvent, Observation } from '../observation';
import {
  type AcceptingRuleId,
  type ApplyingRuleId,
  type Refusal,
  type RefusingRuleId,
  refusals,
  type StaleRuleId,
} from '../rules';
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

/** What the machine may be started with; without it, a pipeline with every capability. */
export interface LifecycleInput {
  readonly capabilities?: Capabilities | undefined;
}

/** An accepted action, or an observation that is not stale. */
/* @__NO_SIDE_EFFECTS__ */
export function accept(rule: AcceptingRuleId | ApplyingRuleId) {
  return { type: 'accept', params: { rule } } as const;
}

/** A refused action, with its answer. */
/* @__NO_SIDE_EFFECTS__ */
export function reject(rule: RefusingRuleId) {
  return { type: 'reject', params: { rule, ...refusals[rule] } } as const;
}

/** An observation that comes too late, twice, or from another deployment. */
/* @__NO_SIDE_EFFECTS__ */
export function stale(rule: StaleRuleId) {
  return { type: 'stale', params: { rule } } as const;
}

const startOf = (event: LifecycleEvent) => {
  assertEvent(event, 'start');
  return withDefaults(event);
};

/** Guards and actions by name; `dialect.createMachine` is checked against them. */
export const lifecycleSetup = makeDialect();

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
      isStopped: stateIn({ status: 'Stopped' }),
      isProvisioning: stateIn({ status: 'Provisioning' }),
      deployed: stateIn({ status: 'Provisioned' }),
      isInStandby: stateIn({ status: { Provisioned: 'Standby' } }),
      isAwaitingApproval: stateIn({
        status: { Provisioned: 'AwaitingApproval' },
      }),

      startRequested: stateIn({ desired: 'Provisioned' }),
      standbyRequested: stateIn({ desired: { Provisioned: 'Standby' } }),
      pausedRequested: stateIn({ desired: { Provisioned: 'Paused' } }),
      runningRequested: stateIn({ desired: { Provisioned: 'Running' } }),
      dataFlowRequested: or(['pausedRequested', 'runningRequested']),
      suspendRequested: stateIn({ desired: 'Suspended' }),
      stopRequested: and([stateIn({ desired: 'Stopped' }), not('isStopped')]),
      stopNotRequested: not('stopRequested'),
      fullyStopped: and([stateIn({ desired: 'Stopped' }), 'isStopped']),

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
      currentGeneration: ({ context, event }) => {
        const { generation = context.generation } = event as Observation;
        return generation === context.generation;
      },
      awaitApprovalPolicy: ({ context }) => context.bootstrapPolicy === 'await_approval',
      suspensionEnds: and([
        'currentGeneration',
        stateIn({ status: { Provisioned: 'Suspending' } }),
      ]),
      mayAwaitApproval: and(['dataFlowRequested', 'awaitApprovalPolicy']),
      approved: ({ context }) => context.bootstrapApproved,
      approvedForPaused: and(['approved', 'pausedRequested']),
      approvedForRunning: and(['approved', 'runningRequested']),
    },
    actions: {
      accept: (_, _params: { rule: AcceptingRuleId | ApplyingRuleId }) => {},
      reject: (_, _params: Refusal & { rule: RefusingRuleId }) => {},
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
