/**
 * The status region: what the runner has reported. Observations are handled here. The desired
 * region handles two of them as well, `failed` and `suspended`, to stop.
 *
 * Every applied observation is of the current generation. One that no status applies falls through
 * to the region, where it is stale: late, repeated, or sent by an earlier deployment.
 */
import type { StaleRuleId } from '../rules';
import { type ObservationType, observationTypes } from '../vocabulary';
import { accept, lifecycleSetup, stale } from './setup';

/** The rows that lead to data flow, at once or after an approval. */
const towardsDataFlow = {
  awaitingApproval: {
    guard: 'currentAndMayAwaitApproval',
    target: '#status.Provisioned.AwaitingApproval',
    actions: accept('awaitingApproval.reached'),
  },
  paused: {
    guard: 'currentAndPausedRequested',
    target: '#status.Provisioned.Paused',
    actions: accept('paused.reached'),
  },
  running: {
    guard: 'currentAndRunningRequested',
    target: '#status.Provisioned.Running',
    actions: accept('running.reached'),
  },
} as const;

/** The rows of a pipeline whose data flow is running or paused. */
const duringDataFlow = {
  paused: {
    guard: 'currentAndStopNotRequested',
    target: '#status.Provisioned.Paused',
    actions: accept('paused.deployed'),
  },
  running: {
    guard: 'currentAndStopNotRequested',
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
    guard: 'currentAndStopRequested',
    target: '#status.Stopping',
    actions: ['release', accept('stopping.begins')],
  },
  failed: {
    guard: 'currentGeneration',
    target: '#status.Stopping',
    actions: ['release', 'recordError', accept('failed.deployment')],
  },
} as const;

/** The row of a checkpoint whose report comes after that of the failure or the stop. */
/* @__NO_SIDE_EFFECTS__ */
function lateCheckpoint<Guard extends string>(guard: Guard) {
  return { guard, actions: ['recordCheckpoint', accept('checkpointed.late')] } as const;
}

/** The rows of an observation that no status applies. */
/* @__NO_SIDE_EFFECTS__ */
function staleRows(rule: StaleRuleId) {
  return [
    { guard: 'otherGeneration', actions: stale('generation.stale') },
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
            guard: 'currentAndStartRequested',
            target: 'Provisioning',
            actions: accept('provisioning.begins'),
          },
          failed: {
            guard: 'currentAndStartRequested',
            actions: ['release', 'recordError', accept('failed.beforeProvisioning')],
          },
          checkpointed: lateCheckpoint('currentAndNamedWhileFullyStopped'),
        },
      },
      Provisioning: {
        on: {
          standby: {
            guard: 'currentAndStandbyRequested',
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
            guard: 'currentAndSuspendRequested',
            target: '.Suspending',
            actions: ['spendApproval', accept('suspending.begins')],
          },
          ...towardsStopping,
        },
        states: {
          Standby: {
            on: {
              standby: {
                guard: 'currentAndStopNotRequested',
                actions: accept('standby.remains'),
              },
              ...towardsDataFlow,
            },
          },
          AwaitingApproval: {
            on: {
              awaitingApproval: {
                guard: 'currentAndStopNotRequested',
                actions: accept('awaitingApproval.remains'),
              },
              paused: {
                guard: 'currentAndApprovedForPaused',
                target: 'Paused',
                actions: ['spendApproval', accept('paused.approved')],
              },
              running: {
                guard: 'currentAndApprovedForRunning',
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
          checkpointed: lateCheckpoint('currentAndNamed'),
        },
      },
    },
  });
}
