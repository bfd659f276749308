/**
 * Bugs that one call and one poll do not show: something that no poll has was changed or forgotten,
 * and only a later call, or the next step of the runner, brings it to light.
 */

const desiredOf = { standby: 'Standby', paused: 'Paused', running: 'Running' };

/** Changes the deployment that a decision by this rule leaves, whatever it answers. */
const leaving = (rule, change) => ({
  wraps: 'decide',
  wrap: (decide) => (deployment, action, capabilities) => {
    const decision = decide(deployment, action, capabilities);
    const changed = decision.rule === rule ? change(deployment, action) : undefined;
    return changed === undefined ? decision : { ...decision, changed: true, deployment: changed };
  },
});

const history = { by: 'history', options: [] };

/** The bugs, by name. */
export const bugsOfMemory = {
  'second-approve-takes-back': {
    seen: 'A button whose handler negates a column, and a user who presses it twice.',
    property: 'approval.needed',
    rule: 'approve.awaiting',
    shows: 'approved twice, the pipeline remains in AwaitingApproval',
    by: 'look',
    options: ['--modified', '1'],
    ...leaving('approve.awaiting', (deployment) => ({
      ...deployment,
      bootstrapApproved: !deployment.bootstrapApproved,
    })),
  },
  'pause-takes-approval-back': {
    seen: 'A handler that writes the whole row, with what it takes for the default of each column.',
    property: 'approval.needed',
    rule: 'pause.deployed',
    shows: 'approved and then paused, the pipeline remains in AwaitingApproval',
    by: 'look',
    options: ['--modified', '1'],
    ...leaving('pause.deployed', (deployment) => ({
      ...deployment,
      desiredStatus: 'Paused',
      bootstrapApproved: false,
    })),
  },
  'second-pause-resumes': {
    seen: 'One endpoint for both buttons, which toggles.',
    property: 'accepted.is-done',
    rule: 'pause.deployed',
    shows: 'the second of two pauses is answered with 202, and the desired status is Running',
    ...history,
    ...leaving('pause.deployed', (deployment) =>
      deployment.desiredStatus === 'Paused'
        ? { ...deployment, desiredStatus: 'Running' }
        : undefined,
    ),
  },
  'activate-forgets-target': {
    seen: 'What activate asked for is only in the task, which is over once approval is awaited.',
    property: 'accepted.is-done',
    rule: 'approve.awaiting',
    shows: 'activated with initial=paused and approved, the desired status is Running',
    ...history,
    options: ['--modified', '1'],
    ...leaving('approve.awaiting', (deployment) =>
      deployment.initial === 'standby'
        ? { ...deployment, desiredStatus: 'Running', bootstrapApproved: true }
        : undefined,
    ),
  },
  'activate-replaces-initial': {
    seen: 'One column for the initial of start and the initial of activate.',
    property: 'start.no-op-once-started',
    rule: 'start.alreadyStarted',
    shows: 'once a pipeline has left standby, start?initial=standby is answered with 400',
    ...history,
    wraps: 'observe',
    wrap: (observe) => (deployment, observation, shown) => {
      const outcome = observe(deployment, observation, shown);
      const { status, desiredStatus } = outcome.deployment;
      const hasLeft = deployment.status === 'Standby' && ['Paused', 'Running'].includes(status);
      if (!hasLeft || desiredStatus !== status) return outcome;
      const initial = desiredStatus.toLowerCase();
      return { ...outcome, deployment: { ...outcome.deployment, initial } };
    },
  },
  'start-while-pending-changes-policy': {
    seen: 'A start that updates the row wherever the runner has not claimed it yet.',
    property: 'start.no-op-once-started',
    rule: 'start.otherBootstrapPolicy',
    shows: 'a second start with another policy is answered with 202, before provisioning begins',
    ...history,
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      if (decision.rule !== 'start.otherBootstrapPolicy' || deployment.status !== 'Stopped') {
        return decision;
      }
      const { bootstrapPolicy } = action;
      const changed = { ...deployment, bootstrapPolicy };
      return { accepted: true, httpStatus: 202, changed: true, deployment: changed };
    },
  },
  'refused-start-changes-policy': {
    seen: 'The parameters are written first, and the check of the status only answers.',
    property: 'refusal.changes-nothing',
    rule: 'start.otherBootstrapPolicy',
    shows: 'the policy that a start was refused for is that of the deployment from then on',
    ...history,
    ...leaving('start.otherBootstrapPolicy', (deployment, { bootstrapPolicy }) =>
      deployment.status === 'Provisioning' || deployment.status === 'Running'
        ? { ...deployment, bootstrapPolicy }
        : undefined,
    ),
  },
  'refused-start-clears-error': {
    seen: 'The error is dismissed before the start is decided.',
    property: 'refusal.changes-nothing',
    rule: 'start.undismissedError',
    shows: 'a start is refused because of the error, and the error is gone',
    ...history,
    options: ['--failures', '0.5'],
    ...leaving('start.undismissedError', (deployment) => ({ ...deployment, error: null })),
  },
  'refused-dismissal-takes-effect': {
    seen: 'The UPDATE and the check of the status are two statements, and only one of them fails.',
    property: 'refusal.changes-nothing',
    rule: 'dismissError.notStopped',
    shows: 'dismiss_error is refused while the pipeline is Stopping, and the error is gone',
    ...history,
    options: ['--failures', '0.5'],
    ...leaving('dismissError.notStopped', (deployment) => ({ ...deployment, error: null })),
  },
  'start-forgets-initial': {
    seen: 'The initial status is kept for the provisioning only.',
    property: 'start.no-op-once-started',
    rule: 'start.otherInitial',
    shows: 'after a pause, start?initial=paused is answered with 202 though it was started running',
    ...history,
    ...leaving('pause.deployed', (deployment) =>
      deployment.initial === 'running' && deployment.status !== 'AwaitingApproval'
        ? { ...deployment, desiredStatus: desiredOf.paused, initial: 'paused' }
        : undefined,
    ),
  },
};
