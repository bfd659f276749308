/**
 * The guards and actions of the machine, named after the domain.
 *
 * Three actions are verdicts: `accept`, `reject` and `stale`, each with the rule that decided. They
 * do nothing; through them XState's pure `transition()` tells its caller what became of an event. A
 * host that runs the machine as an actor can `provide` its own.
 *
 * Every row ends in a verdict, except three: those by which an observation moves the desired region
 * to Stopped. The status region has a row for the same observation, and gives the verdict there.
 */

import { and, assertEvent, assign, not, or, setup, stateIn } from 'xstate';
import { withDefaults } from '../action';
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
import type { LifecycleContext } from './state';

/** The input of the machine; a capability that is left out is present. */
export interface LifecycleInput {
  readonly capabilities?: Partial<Capabilities> | undefined;
}

/** Returns the verdict on an accepted action or an applied observation. */
/* @__NO_SIDE_EFFECTS__ */
export function accept(rule: AcceptingRuleId | ApplyingRuleId) {
  return { type: 'accept', params: { rule } } as const;
}

/** Returns the verdict on a refused action, with the answer to it. */
/* @__NO_SIDE_EFFECTS__ */
export function reject(rule: RefusingRuleId) {
  return { type: 'reject', params: { rule, ...refusals[rule] } } as const;
}

/** Returns the verdict on an observation that comes too late, twice, or from another deployment. */
/* @__NO_SIDE_EFFECTS__ */
export function stale(rule: StaleRuleId) {
  return { type: 'stale', params: { rule } } as const;
}

const startOf = (event: LifecycleEvent) => {
  assertEvent(event, 'start');
  return withDefaults(event);
};

/** The setup of the machine. TypeScript checks the names of guards and actions in its rows. */
export const lifecycleSetup = makeSetup();

// Setup, regions and machine are each made by a function without side effects, so that a bundle
// which only decides and observes contains neither the machine nor xstate.
/* @__NO_SIDE_EFFECTS__ */
function makeSetup() {
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
      notDeployed: not('deployed'),
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
      forcedWhileStopped: and(['forced', 'isStopped']),
      forcedWhileSuspendRequested: and(['forced', 'suspendRequested']),
      initiallyStandby: ({ event }) => startOf(event).initial === 'standby',
      initiallyPaused: ({ event }) => {
        assertEvent(event, ['start', 'activate']);
        return withDefaults(event).initial === 'paused';
      },
      activatedAsPaused: and(['isInStandby', 'initiallyPaused']),
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

      /** An observation that names no generation counts as one of the current generation. */
      currentGeneration: ({ context, event }) => {
        const { generation = context.generation } = event as Observation;
        return generation === context.generation;
      },
      otherGeneration: not('currentGeneration'),
      /** The observation says which deployment it is of; in generation 0 there was none. */
      namesGeneration: ({ context, event }) =>
        context.generation > 0 && (event as Observation).generation !== undefined,
      awaitApprovalPolicy: ({ context }) => context.bootstrapPolicy === 'await_approval',
      mayAwaitApproval: and(['dataFlowRequested', 'awaitApprovalPolicy']),
      mayBeApproved: and(['isAwaitingApproval', 'dataFlowRequested']),
      approved: ({ context }) => context.bootstrapApproved,
      approvedForPaused: and(['approved', 'pausedRequested']),
      approvedForRunning: and(['approved', 'runningRequested']),

      // An observation of the current generation, in a situation. XState's tools show only guards
      // that have a name, so these are not put together in the rows.
      currentAndStartRequested: and(['currentGeneration', 'startRequested']),
      currentAndStandbyRequested: and(['currentGeneration', 'standbyRequested']),
      currentAndPausedRequested: and(['currentGeneration', 'pausedRequested']),
      currentAndRunningRequested: and(['currentGeneration', 'runningRequested']),
      currentAndSuspendRequested: and(['currentGeneration', 'suspendRequested']),
      currentAndStopRequested: and(['currentGeneration', 'stopRequested']),
      currentAndStopNotRequested: and(['currentGeneration', 'stopNotRequested']),
      currentAndMayAwaitApproval: and(['currentGeneration', 'mayAwaitApproval']),
      currentAndApprovedForPaused: and(['currentGeneration', 'approvedForPaused']),
      currentAndApprovedForRunning: and(['currentGeneration', 'approvedForRunning']),
      currentAndNamed: and(['currentGeneration', 'namesGeneration']),
      currentAndNamedWhileFullyStopped: and(['currentAndNamed', 'fullyStopped']),
      suspensionEnds: and([
        'currentGeneration',
        stateIn({ status: { Provisioned: 'Suspending' } }),
      ]),
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
      recordApproval: assign({ bootstrapApproved: true }),
      spendApproval: assign({ bootstrapApproved: false }),
      clearError: assign({ error: null }),
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
