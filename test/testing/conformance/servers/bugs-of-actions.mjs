/** Bugs in decisions: an action is accepted that should be refused, or the other way round. */

const initialDesired = { paused: 'Paused', running: 'Running' };

/** Accepts what this rule should refuse; `next` returns the deployment after it. */
const accepting = (rule, next) => ({
  wraps: 'decide',
  wrap: (decide) => (deployment, action, capabilities) => {
    const decision = decide(deployment, action, capabilities);
    if (decision.rule !== rule) return decision;
    const changed = next(deployment, action);
    return changed === undefined ? decision : accepted(changed);
  },
});

const accepted = (deployment) => ({ accepted: true, httpStatus: 202, changed: true, deployment });

/** The bugs, by name. */
export const bugsOfActions = {
  'forced-stop-ignored-while-suspending': {
    seen: 'A handler that treats any stop of a pipeline that is being stopped as a repetition.',
    property: 'suspending.forced-stop-works',
    rule: 'stop.forcedWhileSuspending',
    shows: 'stop?force=true is answered with 202, and the desired status remains Suspended',
    by: 'history',
    options: [],
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      if (decision.rule !== 'stop.forcedWhileSuspending') return decision;
      return { ...decision, changed: false, deployment };
    },
  },
  'start-accepted-while-stopping': {
    seen: 'A handler of start that only looks at the desired status, and finds it Stopped.',
    property: 'start.not-while-ending',
    rule: 'start.stopping',
    shows: 'status Stopping with desired status Running',
    by: 'history',
    options: [],
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      const isBug = decision.rule === 'start.stopping' && deployment.status === 'Stopping';
      if (!isBug) return decision;
      // Such a deployment cannot occur: it is only shown, and lost once the resources are released.
      return { ...accepted(deployment), changed: false, shown: { desiredStatus: 'Running' } };
    },
  },
  'resume-revives-suspending': {
    seen: 'A handler of resume that only sets the desired status, whatever it was.',
    property: 'suspending.not-cancelled',
    rule: 'resume.suspending',
    shows: 'resume is answered with 202 while the pipeline is suspending',
    by: 'history',
    options: [],
    ...accepting('resume.suspending', (deployment) => ({
      ...deployment,
      status: deployment.status === 'Suspending' ? 'Running' : deployment.status,
      desiredStatus: 'Running',
    })),
  },
  'resume-leads-out-of-standby': {
    seen: 'A pipeline in standby is told to run by the endpoint that is at hand.',
    property: 'standby.left-by-activate',
    rule: 'resume.standby',
    shows: 'resume is answered with 202 in standby',
    by: 'history',
    options: [],
    ...accepting('resume.standby', (deployment) =>
      deployment.status === 'Standby' ? { ...deployment, desiredStatus: 'Running' } : undefined,
    ),
  },
  'approve-accepted-while-running': {
    seen: 'An approval is only a flag, and nobody asks whether anything waits for it.',
    property: 'approval.only-when-awaited',
    rule: 'approve.notAwaiting',
    shows: 'approve is answered with 202 while the pipeline runs',
    by: 'history',
    options: [],
    ...accepting('approve.notAwaiting', (deployment) =>
      deployment.status === 'Running' ? deployment : undefined,
    ),
  },
  'second-start-changes-initial': {
    seen: 'A start that writes its parameters before it looks whether there is anything to start.',
    property: 'start.no-op-once-started',
    rule: 'start.otherInitial',
    shows: 'start?dismiss_error=false with another initial is answered with 202, and un-pauses',
    by: 'history',
    options: [],
    ...accepting('start.otherInitial', (deployment, { initial }) => {
      if (deployment.initial === 'standby' || initial === 'standby') return undefined;
      return { ...deployment, initial, desiredStatus: initialDesired[initial] };
    }),
  },
  'pause-accepted-while-provisioning': {
    seen: 'A handler of pause that asks whether the pipeline is started, not whether it is up.',
    property: null,
    rule: 'pause.notYetDeployed',
    shows: 'status Provisioning, with a desired status that is not the initial one',
    by: 'history',
    options: [],
    ...accepting('pause.notYetDeployed', (deployment) => {
      const { status, desiredStatus } = deployment;
      if (status !== 'Provisioning' || desiredStatus !== 'Running') return undefined;
      return { ...deployment, initial: 'paused', desiredStatus: 'Paused' };
    }),
  },
  'dismiss-error-accepted-while-stopping': {
    seen: 'Dismissing is one UPDATE that sets the error to null, without a condition.',
    property: 'error.until-dismissed',
    rule: 'dismissError.notStopped',
    shows: 'the status is still Stopping, and the error is gone',
    by: 'history',
    options: ['--failures', '1'],
    ...accepting('dismissError.notStopped', (deployment) => ({ ...deployment, error: null })),
  },
  'graceful-stop-of-standby-accepted': {
    seen: 'A stop that is decided by the resources, which standby has as well.',
    property: null,
    rule: 'stop.standby',
    shows: 'stop is answered with 202 in standby, and status Standby with desired status Suspended',
    by: 'history',
    options: [],
    ...accepting('stop.standby', (deployment) => ({ ...deployment, desiredStatus: 'Suspended' })),
  },
  'start-ignores-undismissed-error': {
    seen: 'dismiss_error=false is parsed as a string, and a string is true.',
    property: null,
    rule: 'start.undismissedError',
    shows: 'start?dismiss_error=false is answered with 202 while an error is set',
    by: 'history',
    options: ['--failures', '1'],
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      if (decision.rule !== 'start.undismissedError') return decision;
      return decide(deployment, { ...action, dismissError: true }, capabilities);
    },
  },
  'second-forced-stop-refused': {
    seen: 'A client that repeats a stop whose answer was lost is told that it came too late.',
    property: 'waiting.forced-stop-accepted',
    rule: 'stop.forced',
    shows: 'the second stop?force=true is answered with 503',
    by: 'history',
    options: [],
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      const isSecond = decision.rule === 'stop.forced' && !decision.changed;
      return isSecond ? decide(deployment, { type: 'stop', force: false }) : decision;
    },
  },
  'standby-without-capability': {
    seen: 'What is not configured is only noticed once the pipeline waits in standby for good.',
    property: null,
    rule: 'start.standbyNotAllowed',
    shows: 'start?initial=standby is answered with 202 without the capability standby',
    by: 'history',
    options: ['--without', 'standby'],
    wraps: 'decide',
    wrap: (decide) => (deployment, action) => decide(deployment, action),
  },
  'graceful-stop-while-provisioning-suspends': {
    seen: 'The document of stop, taken to the letter: without force the desired status is Suspended.',
    property: null,
    rule: 'stop.gracefulWhileProvisioning',
    shows: 'status Provisioning with desired status Suspended',
    by: 'history',
    options: [],
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      if (decision.rule !== 'stop.gracefulWhileProvisioning') return decision;
      return { ...decision, shown: { desiredStatus: 'Suspended' } };
    },
  },
  'error-outlives-start': {
    seen: 'The error is a column of the pipeline, which only its next failure writes.',
    property: 'fits.error',
    rule: 'deployment.error',
    shows: 'an error is seen with status Stopped and desired status Running',
    by: 'history',
    options: ['--failures', '1'],
    wraps: 'decide',
    wrap: (decide) => (deployment, action, capabilities) => {
      const decision = decide(deployment, action, capabilities);
      const { error } = deployment;
      if (decision.rule !== 'start.stopped' || error === null) return decision;
      return { ...decision, shown: { error } };
    },
  },
};
