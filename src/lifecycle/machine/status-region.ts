/**
 * The status region: what the runner has reported. Observations are handled here and nowhere else.
 *
 * Every accepted observation is of this generation. What no status accepts falls through to the
 * region, where it is stale: late, repeated, or sent by an earlier deployment.
 */
import { and, not } from 'xstate';
import { accept, dialect, type StaleRuleId, stale } from './setup';
import { type ObservationType, observationTypes } from '../vocabulary';

type Situation =
  | 'live'
  | 'towardsStandby'
  | 'towardsPaused'
  | 'towardsRunning'
  | 'headedForApproval'
  | 'suspending'
  | 'stopping'
  | 'notStopping'
  | 'approvedTowardsPaused'
  | 'approvedTowardsRunning';

/** What every observation must be to have an effect: of this generation, in this situation. */
/* @__NO_SIDE_EFFECTS__ */
function current(situation: Situation) {
  return and(['current', situation]);
}

/** How a pipeline that does not flow yet gets to do so. */
const arrives = {
  awaitingApproval: {
    guard: current('headedForApproval'),
    target: '#status.Provisioned.AwaitingApproval',
    actions: accept('awaitingApproval.reached'),
  },
  paused: {
    guard: current('towardsPaused'),
    target: '#status.Provisioned.Paused',
    actions: accept('paused.reached'),
  },
  running: {
    guard: current('towardsRunning'),
    target: '#status.Provisioned.Running',
    actions: accept('running.reached'),
  },
} as const;

/** How a pipeline that flows goes on doing so. */
const flows = {
  paused: {
    guard: current('notStopping'),
    target: '#status.Provisioned.Paused',
    actions: accept('paused.deployed'),
  },
  running: {
    guard: current('notStopping'),
    target: '#status.Provisioned.Running',
    actions: accept('running.deployed'),
  },
  checkpointed: {
    guard: 'current',
    actions: ['recordCheckpoint', accept('checkpointed.records')],
  },
} as const;

/** How a pipeline that holds compute resources comes to give them up. */
const ends = {
  stopping: {
    guard: current('stopping'),
    target: '#status.Stopping',
    actions: ['release', accept('stopping.begins')],
  },
  failed: {
    guard: 'current',
    target: '#status.Stopping',
    actions: ['release', 'recordError', accept('failed.deployment')],
  },
} as const;

/** The answer to an observation that no status accepts. */
/* @__NO_SIDE_EFFECTS__ */
function late(rule: StaleRuleId) {
  return [
    { guard: not('current'), actions: stale('generation.stale') },
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
export const status = makeStatus();

/* @__NO_SIDE_EFFECTS__ */
function makeStatus() {
  return dialect.createStateConfig({
    id: 'status',
    initial: 'Stopped',
    on: staleUnlessHandled(),
    states: {
      Stopped: {
        on: {
          provisioning: {
            guard: current('live'),
            target: 'Provisioning',
            actions: accept('provisioning.begins'),
          },
          failed: {
            guard: current('live'),
            actions: ['release', 'recordError', accept('failed.beforeProvisioning')],
          },
        },
      },
      Provisioning: {
        on: {
          standby: {
            guard: current('towardsStandby'),
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
            guard: current('suspending'),
            target: '.Suspending',
            actions: ['spendApproval', accept('suspending.begins')],
          },
          ...ends,
        },
        states: {
          Standby: {
            on: {
              standby: {
                guard: current('notStopping'),
                actions: accept('standby.remains'),
              },
              ...arrives,
            },
          },
          AwaitingApproval: {
            on: {
              awaitingApproval: {
                guard: current('notStopping'),
                actions: accept('awaitingApproval.remains'),
              },
              paused: {
                guard: current('approvedTowardsPaused'),
                target: 'Paused',
                actions: ['spendApproval', accept('paused.approved')],
              },
              running: {
                guard: current('approvedTowardsRunning'),
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
                guard: 'current',
                target: '#status.Stopping',
                actions: ['release', 'recordCheckpoint', accept('suspended.stops')],
              },
              failed: {
                guard: 'current',
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
          failed: { guard: 'current', actions: accept('failed.whileStopping') },
          deprovisioned: {
            guard: 'current',
            target: 'Stopped',
            actions: accept('deprovisioned.stops'),
          },
        },
      },
    },
  });
}
