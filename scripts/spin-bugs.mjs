/**
 * Bugs to plant in the machine before it is exported: unless Spin finds each of them, it proves
 * nothing.
 *
 * A bug changes a copy of the configuration: `plant` gets the two regions, and the actions by name.
 * There is at least one bug for each property.
 */

const rowOf = (rows, rule) => rows.find((row) => JSON.stringify(row.actions).includes(`"${rule}"`));
const without = (rows, rule) => rows.filter((row) => row !== rowOf(rows, rule));
const accept = (rule) => ({ type: 'accept', params: { rule } });

/** The bugs, each with the model and the property that must find it. */
export const bugs = [
  {
    bug: 'resume cancels a forced stop',
    model: 'safety',
    property: 'safety_1',
    plant(_, desired) {
      const target = 'Provisioned.Running';
      desired.states.Stopped.on.resume.unshift({
        guard: 'deployed',
        target,
        actions: accept('resume.deployed'),
      });
    },
  },
  {
    bug: 'resume is accepted while suspending',
    model: 'safety',
    property: 'safety_2',
    plant(_, desired) {
      const target = 'Provisioned.Running';
      desired.states.Suspended.on.resume = { target, actions: accept('resume.deployed') };
    },
  },
  {
    bug: 'a forced stop is ignored while suspending',
    model: 'safety',
    property: 'safety_2',
    plant(_, desired) {
      delete rowOf(desired.on.stop, 'stop.forcedWhileSuspending').target;
    },
  },
  {
    bug: 'start is accepted while stopping',
    model: 'safety',
    property: 'safety_3',
    plant(_, desired) {
      const { on } = desired.states.Stopped;
      on.start = without(on.start, 'start.stopping');
    },
  },
  {
    bug: 'an observation of running resumes a paused pipeline',
    model: 'safety',
    property: 'safety_4',
    plant(_, desired) {
      desired.states.Provisioned.states.Paused.on = { running: { target: 'Running' } };
    },
  },
  {
    bug: 'resume leads out of Standby',
    model: 'safety',
    property: 'safety_5',
    plant(_, desired) {
      delete desired.states.Provisioned.states.Standby.on.resume;
    },
  },
  {
    bug: 'Standby is entered twice',
    model: 'safety',
    property: 'safety_5',
    plant(status) {
      status.states.Provisioned.states.Paused.on = {
        standby: { target: 'Standby', actions: accept('standby.reached') },
      };
    },
  },
  {
    bug: 'approval is not needed',
    model: 'safety',
    property: 'safety_6',
    plant(status) {
      status.states.Provisioned.states.AwaitingApproval.on.running.guard = 'runningRequested';
    },
  },
  {
    bug: 'an approval is never used up',
    model: 'safety',
    property: 'safety_7',
    plant(_status, _desired, actions) {
      actions.spendApproval = { assignment: {} };
    },
  },
  {
    bug: 'a failed suspension is recorded as a clean stop',
    model: 'safety',
    property: 'safety_8',
    plant(status) {
      const { failed } = status.states.Provisioned.states.Suspending.on;
      failed.actions = failed.actions.filter((action) => action !== 'recordError');
    },
  },
  {
    bug: 'a refused pause dismisses the error',
    model: 'safety',
    property: 'safety_9',
    plant(_, desired) {
      const row = rowOf(desired.states.Stopped.on.pause, 'pause.stopped');
      row.actions = ['clearError', row.actions];
    },
  },
  {
    bug: 'a stale standby gets no verdict',
    model: 'safety',
    property: 'safety_9',
    plant(status) {
      delete status.on.standby;
    },
  },
  {
    bug: 'resume is answered with an undocumented code',
    model: 'safety',
    property: 'safety_9',
    plant(_, desired) {
      desired.states.Suspended.on.resume = {
        actions: rowOf(desired.on.stop, 'stop.enterpriseOnly').actions,
      };
    },
  },
  {
    bug: 'a checkpoint is dropped if its report comes after that of the failure',
    model: 'safety',
    property: 'safety_10',
    plant(status) {
      delete status.states.Stopping.on.checkpointed;
    },
  },
  {
    bug: 'stopping loses the checkpoint',
    model: 'safety',
    property: 'safety_10',
    plant(_status, _desired, actions) {
      const { assignment } = actions.release;
      actions.release = { assignment: { ...assignment, checkpoint: null } };
    },
  },
  {
    bug: 'a message of another generation ends the present one',
    model: 'safety',
    property: 'safety_10',
    plant(status) {
      delete status.states.Stopping.on.deprovisioned.guard;
    },
  },
  {
    bug: 'a stop has no effect while provisioning',
    model: 'forcedStop',
    property: 'safety_11',
    plant(status) {
      delete status.states.Provisioning.on.stopping;
    },
  },
  {
    bug: 'a late failure starts a stopped pipeline',
    model: 'safety',
    property: 'safety_12',
    plant(_, desired) {
      desired.states.Stopped.on.failed = { guard: 'isStopped', target: 'Provisioned.Running' };
    },
  },
  {
    bug: 'approve is refused while approval is awaited',
    model: 'safety',
    property: 'safety_13',
    plant(_, desired) {
      desired.on.approve = without(desired.on.approve, 'approve.awaiting');
    },
  },
  {
    bug: 'deprovisioned is always stale',
    model: 'liveness',
    property: 'liveness_Stopped',
    plant(status) {
      delete status.states.Stopping.on.deprovisioned;
    },
  },
  {
    bug: 'a pipeline never reaches Standby',
    model: 'liveness',
    property: 'liveness_Standby',
    plant(status) {
      delete status.states.Provisioning.on.standby;
    },
  },
  {
    bug: 'a running pipeline is never observed to pause',
    model: 'liveness',
    property: 'liveness_Paused',
    plant(status) {
      delete status.states.Provisioned.states.Running.on.paused;
    },
  },
  {
    bug: 'an approved pipeline is never observed to run',
    model: 'liveness',
    property: 'liveness_Running',
    plant(status) {
      delete status.states.Provisioned.states.AwaitingApproval.on.running;
    },
  },
  {
    bug: 'messages of another generation resume a paused pipeline again and again',
    model: 'liveness',
    property: 'liveness_rest',
    plant(status) {
      status.states.Provisioned.states.Paused.on.running.guard = 'stopNotRequested';
    },
  },
  {
    bug: 'a pipeline runs although Standby is desired',
    model: 'safety',
    property: 'reconcile_is_total',
    plant(status) {
      status.states.Provisioning.on.running.guard = 'startRequested';
    },
  },
];

/** Returns a copy of the machine with the bug in it. */
export function planted({ config, implementations }, { plant }) {
  const changed = copy(config);
  const actions = { ...implementations.actions };
  plant(changed.states.status, changed.states.desired, actions);
  return { config: changed, implementations: { ...implementations, actions } };
}

/** Copies plain objects and arrays; functions, which guards are made of, are shared. */
function copy(value) {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}
