/** Bugs in outcomes: a report of the runner changes too much, or a stale one changes anything. */

const initialDesired = { standby: 'Standby', paused: 'Paused', running: 'Running' };

/** The fields that a deployment gives up together with its resources. */
const released = { initial: null, bootstrapPolicy: null, bootstrapApproved: false };

const taken = (deployment) => ({ accepted: true, changed: true, deployment });

/** Changes the outcome of an observation. */
const changing = (change) => ({
  wraps: 'observe',
  wrap: (observe) => (deployment, observation, shown) => {
    const outcome = observe(deployment, observation);
    return change(outcome, { before: deployment, observation, shown }) ?? outcome;
  },
});

/** The bugs, by name. */
export const bugsOfObservations = {
  'observation-resets-desired': {
    seen: 'One column for both statuses, or an ORM that saves the whole object it was given.',
    property: 'planes.observations-keep-desired',
    rule: 'desired.byUserOnly',
    shows: 'after a pause the desired status is Running again',
    by: 'history',
    options: [],
    ...changing(({ accepted, deployment }, { observation }) => {
      const isBug =
        accepted && observation.type === 'running' && deployment.desiredStatus === 'Paused';
      return isBug ? taken({ ...deployment, desiredStatus: 'Running' }) : undefined;
    }),
  },
  'failed-suspension-is-clean': {
    seen: 'Whatever ends the suspension ends it well: the error of the checkpoint is only logged.',
    property: 'suspension.failed',
    rule: 'failed.suspension',
    shows: 'the pipeline is made to fail while Suspending, and stops without an error',
    by: 'look',
    options: [],
    ...changing(({ accepted, deployment }, { before }) =>
      accepted && before.status === 'Suspending' && deployment.error !== null
        ? taken({ ...deployment, error: null })
        : undefined,
    ),
  },
  'error-lost-on-the-way-to-stopped': {
    seen: 'The last write of a deployment cleans up, and the error is taken for part of it.',
    property: 'error.until-dismissed',
    rule: 'error.untilDismissed',
    shows: 'an error that was seen while Stopping is gone once the pipeline is Stopped',
    by: 'history',
    options: ['--failures', '1'],
    ...changing(({ accepted, deployment }, { observation }) =>
      accepted && observation.type === 'deprovisioned'
        ? taken({ ...deployment, error: null })
        : undefined,
    ),
  },
  'stale-deprovisioned-accepted': {
    seen: 'A late event of a deleted pod is taken for one of the pod that has its name now.',
    property: 'generation.fences',
    rule: 'generation.stale',
    shows: 'a pipeline that is up shows Stopped, though nobody stopped it',
    by: 'history',
    options: ['--late', '1'],
    ...changing(({ rule, deployment }, { observation }) => {
      const isBug = rule === 'generation.stale' && observation.type === 'deprovisioned';
      if (!isBug || deployment.status === 'Stopped') return undefined;
      const stopped = { ...deployment, status: 'Stopped', bootstrapApproved: false };
      const desiredStatus = initialDesired[deployment.initial];
      const isLive = !['Suspended', 'Stopped'].includes(deployment.desiredStatus);
      if (isLive) return taken({ ...stopped, desiredStatus });
      return taken({ ...stopped, ...released, desiredStatus: 'Stopped' });
    }),
  },
  'earlier-generation-accepted': {
    seen: 'Messages carry the name of the pipeline, and nothing that tells its deployments apart.',
    property: 'generation.fences',
    rule: 'generation.stale',
    shows: 'an error that was dismissed comes back, and ends the next deployment',
    by: 'look',
    options: ['--late', '1'],
    wraps: 'observe',
    wrap:
      (observe) =>
      (deployment, { generation, ...observation }) =>
        observe(deployment, observation),
  },
  'suspension-leaves-desired-behind': {
    seen: 'Suspended is both a way to stop and what is desired, and nobody sets it to Stopped.',
    property: 'fits.stopping',
    rule: 'deployment.stopping',
    shows: 'status Stopping, and then Stopped, with desired status Suspended',
    by: 'history',
    options: [],
    ...changing((outcome, { before, observation, shown }) => {
      if (!outcome.accepted) return undefined;
      const { type } = observation;
      const ends = type === 'suspended' && before.desiredStatus === 'Suspended';
      if (ends) return { ...outcome, shown: { desiredStatus: 'Suspended' } };
      // What is left behind stays until the next start.
      return shown !== undefined && outcome.changed ? { ...outcome, shown } : undefined;
    }),
  },
  'cancelled-start-provisions': {
    seen: 'The runner has the start in its queue, and nobody takes it out again.',
    property: 'stopped.left-by-start',
    rule: 'provisioning.stale',
    shows: 'Stopped with desired status Stopped is followed by Provisioning, without a start',
    by: 'history',
    options: [],
    ...changing(({ rule, deployment }, { observation }) => {
      const isBug = rule === 'provisioning.stale' && observation.type === 'provisioning';
      const { status, desiredStatus } = deployment;
      if (!isBug || status !== 'Stopped' || desiredStatus !== 'Stopped') return undefined;
      const begun = { initial: 'running', bootstrapPolicy: 'await_approval', error: null };
      return taken({ ...deployment, ...begun, status: 'Provisioning' });
    }),
  },
  'failure-restarts-pipeline': {
    seen: 'The supervisor of the process restarts it, as supervisors do, and nobody is told.',
    property: null,
    rule: 'failed.deployment',
    shows: 'a pipeline that was up is Provisioning again, without a stop and a start',
    by: 'history',
    options: ['--failures', '0.3'],
    ...changing(({ rule }, { before }) => {
      const isLive = !['Suspended', 'Stopped'].includes(before.desiredStatus);
      if (rule !== 'failed.deployment' || !isLive || before.status === 'Provisioning')
        return undefined;
      const desiredStatus = initialDesired[before.initial];
      return taken({ ...before, status: 'Provisioning', desiredStatus, bootstrapApproved: false });
    }),
  },
};
