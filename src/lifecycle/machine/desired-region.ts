/**
 * The desired region: what the user asks for. Actions are handled here and nowhere else.
 *
 * A state handles what is particular to it. The region handles what is the same in every state, and
 * refuses what no state has accepted. Of the rows of an event, the first whose guard holds decides,
 * as in the tables of the documents.
 *
 * `failed` and `suspended` are the system's own stop: the only observations that move the desired
 * status. Their rows here have no verdict; the status region gives it.
 */
import { accept, lifecycleSetup, reject } from './setup';

/** The desired region: it runs in the machine beside the status region. */
export const desiredRegion = makeDesiredRegion();

/* @__NO_SIDE_EFFECTS__ */
function makeDesiredRegion() {
  return lifecycleSetup.createStateConfig({
    initial: 'Stopped',
    on: {
      stop: [
        {
          guard: 'forcedWhileStopped',
          target: '.Stopped',
          actions: ['release', accept('stop.forcedWhileStopped')],
        },
        {
          guard: 'forcedWhileSuspendRequested',
          target: '.Stopped',
          actions: accept('stop.forcedWhileSuspending'),
        },
        { guard: 'forced', target: '.Stopped', actions: accept('stop.forced') },
        { guard: 'withoutCheckpointing', actions: reject('stop.enterpriseOnly') },
        { guard: 'stopRequested', actions: reject('stop.alreadyStopping') },
        { guard: 'suspendRequested', actions: reject('stop.alreadySuspending') },
        {
          guard: 'isStopped',
          target: '.Stopped',
          actions: ['release', accept('stop.gracefulWhileStopped')],
        },
        {
          guard: 'isProvisioning',
          target: '.Stopped',
          actions: accept('stop.gracefulWhileProvisioning'),
        },
        { guard: 'standbyRequested', actions: reject('stop.standby') },
        { guard: 'notSuspendable', actions: reject('stop.notSuspendable') },
        { target: '.Suspended', actions: accept('stop.graceful') },
      ],
      activate: [
        { guard: 'notDeployed', actions: reject('activate.notDeployed') },
        { actions: reject('activate.notInStandby') },
      ],
      approve: [
        { guard: 'notDeployed', actions: reject('approve.notDeployed') },
        {
          guard: 'mayBeApproved',
          actions: ['recordApproval', accept('approve.awaiting')],
        },
        { actions: reject('approve.notAwaiting') },
      ],
      dismissError: [
        { guard: 'withoutError', actions: accept('dismissError.noError') },
        { guard: 'fullyStopped', actions: ['clearError', accept('dismissError.stopped')] },
        { actions: reject('dismissError.notStopped') },
      ],
    },
    states: {
      Stopped: {
        on: {
          start: [
            { guard: 'stopRequested', actions: reject('start.stopping') },
            { guard: 'undismissedError', actions: reject('start.undismissedError') },
            { guard: 'standbyNotAllowed', actions: reject('start.standbyNotAllowed') },
            {
              guard: 'initiallyStandby',
              target: 'Provisioned.Standby',
              actions: ['begin', accept('start.stopped')],
            },
            {
              guard: 'initiallyPaused',
              target: 'Provisioned.Paused',
              actions: ['begin', accept('start.stopped')],
            },
            { target: 'Provisioned.Running', actions: ['begin', accept('start.stopped')] },
          ],
          pause: [
            { guard: 'stopRequested', actions: reject('pause.stopping') },
            { actions: reject('pause.stopped') },
          ],
          resume: [
            { guard: 'stopRequested', actions: reject('resume.stopping') },
            { actions: reject('resume.stopped') },
          ],
        },
      },
      Suspended: {
        on: {
          start: { actions: reject('start.suspending') },
          pause: { actions: reject('pause.suspending') },
          resume: { actions: reject('resume.suspending') },
          suspended: { guard: 'suspensionEnds', target: 'Stopped' },
          failed: { guard: 'currentGeneration', target: 'Stopped' },
        },
      },
      Provisioned: {
        initial: 'Running',
        on: {
          start: [
            { guard: 'otherInitial', actions: reject('start.otherInitial') },
            { guard: 'otherBootstrapPolicy', actions: reject('start.otherBootstrapPolicy') },
            { actions: accept('start.alreadyStarted') },
          ],
          pause: [
            { guard: 'notDeployed', actions: reject('pause.notYetDeployed') },
            { target: '.Paused', actions: accept('pause.deployed') },
          ],
          resume: [
            { guard: 'notDeployed', actions: reject('resume.notYetDeployed') },
            { target: '.Running', actions: accept('resume.deployed') },
          ],
          activate: [
            {
              guard: 'activatedAsPaused',
              target: '.Paused',
              actions: accept('activate.standby'),
            },
            {
              guard: 'isInStandby',
              target: '.Running',
              actions: accept('activate.standby'),
            },
          ],
          failed: { guard: 'currentGeneration', target: 'Stopped' },
        },
        states: {
          Standby: {
            on: {
              pause: { actions: reject('pause.standby') },
              resume: { actions: reject('resume.standby') },
            },
          },
          Paused: {},
          Running: {},
        },
      },
    },
  });
}
