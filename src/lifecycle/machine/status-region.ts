/**
 * The status region: what the runner has reported. Observations are handled here and nowhere else.
 *
 * Every accepted observation is of this generation. What no status accepts falls through to the
 * region, where it is stale: late, repeated, or sent by an earlier deployment.
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

/** What every observation must be to have an effect: of this generation, in this situation. */
/* @__NO_SIDE_EFFECTS__ */
function current(situation: Situation) {
  return and(['currentGeneration', situation]);
}

/** How a pipeline that does not flow yet gets to do so. */
const arrives = {
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

/** How a pipeline that flows goes on doing so. */
const flows = {
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

/** How a pipeline that holds compute resources comes to give them up. */
const ends = {
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

/** The answer to an observation that no status accepts. */
/* @__NO_SIDE_EFFECTS__ */
function late(rule: StaleRuleId) {
  return [
    { guard: not('currentGeneration'), actions: stale('generation.stale') },
    { actions: stale(rule) },
  ] as const;
}

/* @__NO_SIDE_EFFECTS__ */
function staleUnlessHandled() {
  return Object.fromEntries(
    observationTypes.map((type) => [type, late(`${type}.stale`)]),
  ) as Record<ObservationType, ReturnType<typeof late>>;
}

/** The status region, as the machine puts it beside the desired region. */
export const statusRegion = makeStatus();

/* @__NO_SIDE_EFFECTS__ */
function makeStatus() {
  return lifecycleSetup.createStateConfig({
    id: 'status',
    initial: 'Stopped',
    on: staleUnlessHandled(),
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
          ...arrives,
          ...ends,
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
          ...ends,
        },
        states: {
          Standby: {
            on: {
              standby: {
                guard: current('stopNotRequested'),
                actions: accept('standby.remains'),
              },
              ...arrives,
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
          Running: { on: flows },
          Paused: { on: flows },
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
              checkpointed: flows.checkpointed,
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
