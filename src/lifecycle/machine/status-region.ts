/**
 * The status region: what the runner has reported. Observations are handled here. The desired
 * region handles two of them as well, `failed` and `suspended`, to stop.
 *
 * Every applied observation is of the current generation. One that no status applies falls through
 * to the region, where it is stale: late, repeated, or sent by an earlier deployment.
 */
import { and, not } from 'xstate';
import type { StaleRuleId } from '../rules';
import { type ObservationType, observationTypes } from '../vocabulary';
import { accept, lifecycleSetup, stale } from './setup';

type Situation =
  | 'startRequested'
  | 'standbyRequested'
  | 'pausedRequested'
  | 'runningRequested'
  | 'mayAwaitApproval'
  | 'suspendRequested'
  | 'stopRequested'
  | 'stopNotRequested'
  | 'approvedForPaused'
  | 'approvedForRunning';

/** Returns the guard of an observation of the current generation in this situation. */
/* @__NO_SIDE_EFFECTS__ */
function current(situation: Situation) {
  return and(['currentGeneration', situation]);
}

/** The rows that lead to data flow, at once or after an approval. */
const towardsDataFlow = {
  awaitingApproval: {
    guard: current('mayAwaitApproval'),
    target: '#status.Provisioned.AwaitingApproval',
    actions: accept('awaitingApproval.reached'),
  },
  paused: {
    guard: current('pausedRequested'),
    target: '#status.Provisioned.Paused',
    actions: accept('paused.reached'),
  },
  running: {
    guard: current('runningRequested'),
    target: '#status.Provisioned.Running',
    actions: accept('running.reached'),
  },
} as const;

/** The rows of a pipeline whose data flow is running or paused. */
const duringDataFlow = {
  paused: {
    guard: current('stopNotRequested'),
    target: '#status.Provisioned.Paused',
    actions: accept('paused.deployed'),
  },
  running: {
    guard: current('stopNotRequested'),
    target: '#status.Provisioned.Running',
    actions: accept('running.deployed'),
  },
  checkpointed: {
    guard: 'currentGeneration',
    actions: ['recordCheckpoint', accept('checkpointed.records')],
  },
} as const;

/** The rows by which a pipeline that holds compute resources begins to give them up. */
const towardsStopping = {
  stopping: {
    guard: current('stopRequested'),
    target: '#status.Stopping',
    actions: ['release', accept('stopping.begins')],
  },
  failed: {
    guard: 'currentGeneration',
    target: '#status.Stopping',
    actions: ['release', 'recordError', accept('failed.deployment')],
  },
} as const;

/** The rows of an observation that no status applies. */
/* @__NO_SIDE_EFFECTS__ */
function staleRows(rule: StaleRuleId) {
  return [
    { guard: not('currentGeneration'), actions: stale('generation.stale') },
    { actions: stale(rule) },
  ] as const;
}

/* @__NO_SIDE_EFFECTS__ */
function staleByDefault() {
  return Object.fromEntries(
    observationTypes.map((type) => [type, staleRows(`${type}.stale`)]),
  ) as Record<ObservationType, ReturnType<typeof staleRows>>;
}

/** The status region: it runs in the machine beside the desired region. */
export const statusRegion = makeStatusRegion();

/* @__NO_SIDE_EFFECTS__ */
function makeStatusRegion() {
  return lifecycleSetup.createStateConfig({
    id: 'status',
    initial: 'Stopped',
    on: staleByDefault(),
    states: {
      Stopped: {
        on: {
          provisioning: {
            guard: current('startRequested'),
            target: 'Provisioning',
            actions: accept('provisioning.begins'),
          },
          failed: {
            guard: current('startRequested'),
            actions: ['release', 'recordError', accept('failed.beforeProvisioning')],
          },
        },
      },
      Provisioning: {
        on: {
          standby: {
            guard: current('standbyRequested'),
            target: 'Provisioned.Standby',
            actions: accept('standby.reached'),
          },
          ...towardsDataFlow,
          ...towardsStopping,
        },
      },
      Provisioned: {
        initial: 'Standby',
        on: {
          suspending: {
            guard: current('suspendRequested'),
            target: '.Suspending',
            actions: ['spendApproval', accept('suspending.begins')],
          },
          ...towardsStopping,
        },
        states: {
          Standby: {
            on: {
              standby: {
                guard: current('stopNotRequested'),
                actions: accept('standby.remains'),
              },
              ...towardsDataFlow,
            },
          },
          AwaitingApproval: {
            on: {
              awaitingApproval: {
                guard: current('stopNotRequested'),
                actions: accept('awaitingApproval.remains'),
              },
              paused: {
                guard: current('approvedForPaused'),
                target: 'Paused',
                actions: ['spendApproval', accept('paused.approved')],
              },
              running: {
                guard: current('approvedForRunning'),
                target: 'Running',
                actions: ['spendApproval', accept('running.approved')],
              },
            },
          },
          Running: { on: duringDataFlow },
          Paused: { on: duringDataFlow },
          Suspending: {
            on: {
              suspended: {
                guard: 'currentGeneration',
                target: '#status.Stopping',
                actions: ['release', 'recordCheckpoint', accept('suspended.stops')],
              },
              failed: {
                guard: 'currentGeneration',
                target: '#status.Stopping',
                actions: ['release', 'recordError', accept('failed.suspension')],
              },
              checkpointed: duringDataFlow.checkpointed,
            },
          },
        },
      },
      Stopping: {
        on: {
          failed: { guard: 'currentGeneration', actions: accept('failed.whileStopping') },
          deprovisioned: {
            guard: 'currentGeneration',
            target: 'Stopped',
            actions: accept('deprovisioned.stops'),
          },
        },
      },
    },
  });
}
