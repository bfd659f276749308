/**
 * The desired region: what the user asks for. Actions are handled here and nowhere else.
 *
 * A state says what is particular to it; the region says what holds in all of them, and refuses what
 * no state has accepted. The first row whose guard holds decides, as in the tables of the documents.
 *
 * `failed` and `suspended` are the system's own stop: the one way in which an observation moves the
 * desired status.
 */
import { and, not } from 'xstate';
import { accept, dialect, reject } from './setup';

/** The desired region, as the machine puts it beside the status region. */
export const desired = makeDesired();

/* @__NO_SIDE_EFFECTS__ */
function makeDesired() {
  return dialect.createStateConfig({
    initial: 'Stopped',
    on: {
      stop: [
        {
          guard: and(['forced', 'stopped']),
          target: '.Stopped',
          actions: ['release', accept('stop.forcedWhileStopped')],
        },
        {
          guard: and(['forced', 'suspending']),
          target: '.Stopped',
          actions: accept('stop.forcedWhileSuspending'),
        },
        { guard: 'forced', target: '.Stopped', actions: accept('stop.forced') },
        { guard: 'withoutCheckpointing', actions: reject('stop.enterpriseOnly') },
        { guard: 'stopping', actions: reject('stop.alreadyStopping') },
        { guard: 'suspending', actions: reject('stop.alreadySuspending') },
        {
          guard: 'stopped',
          target: '.Stopped',
          actions: ['release', accept('stop.gracefulWhileStopped')],
        },
        {
          guard: 'provisioning',
          target: '.Stopped',
          actions: accept('stop.gracefulWhileProvisioning'),
        },
        { guard: 'towardsStandby', actions: reject('stop.standby') },
        { guard: 'notSuspendable', actions: reject('stop.notSuspendable') },
        { target: '.Suspended', actions: accept('stop.graceful') },
      ],
      activate: [
        { guard: not('deployed'), actions: reject('activate.notDeployed') },
        { actions: reject('activate.notInStandby') },
      ],
      approve: [
        { guard: not('deployed'), actions: reject('approve.notDeployed') },
        {
          guard: and(['inAwaitingApproval', 'flowing']),
          actions: ['approve', accept('approve.awaiting')],
        },
        { actions: reject('approve.notAwaiting') },
      ],
      dismissError: [
        { guard: 'withoutError', actions: accept('dismissError.noError') },
        {
          guard: 'fullyStopped',
          actions: ['dismissError', accept('dismissError.stopped')],
        },
        { actions: reject('dismissError.notStopped') },
      ],
    },
    states: {
      Stopped: {
        on: {
          start: [
            { guard: 'stopping', actions: reject('start.stopping') },
            {
              guard: 'undismissedError',
              actions: reject('start.undismissedError'),
            },
            {
              guard: 'standbyNotAllowed',
              actions: reject('start.standbyNotAllowed'),
            },
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
            {
              target: 'Provisioned.Running',
              actions: ['begin', accept('start.stopped')],
            },
          ],
          pause: [
            { guard: 'stopping', actions: reject('pause.stopping') },
            { actions: reject('pause.stopped') },
          ],
          resume: [
            { guard: 'stopping', actions: reject('resume.stopping') },
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
          failed: { guard: 'current', target: 'Stopped' },
        },
      },
      Provisioned: {
        initial: 'Running',
        on: {
          start: [
            { guard: 'otherInitial', actions: reject('start.otherInitial') },
            {
              guard: 'otherBootstrapPolicy',
              actions: reject('start.otherBootstrapPolicy'),
            },
            { actions: accept('start.alreadyStarted') },
          ],
          pause: [
            { guard: not('deployed'), actions: reject('pause.notYetDeployed') },
            { target: '.Paused', actions: accept('pause.deployed') },
          ],
          resume: [
            { guard: not('deployed'), actions: reject('resume.notYetDeployed') },
            { target: '.Running', actions: accept('resume.deployed') },
          ],
          activate: [
            {
              guard: and(['inStandby', 'initiallyPaused']),
              target: '.Paused',
              actions: accept('activate.standby'),
            },
            {
              guard: 'inStandby',
              target: '.Running',
              actions: accept('activate.standby'),
            },
          ],
          failed: { guard: 'current', target: 'Stopped' },
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
