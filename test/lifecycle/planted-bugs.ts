/**
 * Bugs that real systems had, planted in the machine. For each: the number of the safety rule and
 * the property that must catch it, the shortest script that shows it, and if callers and polls can
 * see it.
 */
import { assign, not } from 'xstate';
import { lifecycleMachine } from '../../src/lifecycle';
import { lifecycleSetup } from '../../src/lifecycle/machine/setup';

type Machine = typeof lifecycleMachine;
/** A part of the machine's configuration, as a plain tree to plant a bug in. */
// biome-ignore lint/suspicious/noExplicitAny: XState's own type of a configuration is not writable.
type Tree = any;

/** Returns the machine with its configuration changed; that of the original stays as it is. */
function replanted(change: (status: Tree, desired: Tree) => void): Machine {
  const config = copy(lifecycleMachine.config) as Tree;
  change(config.states.status, config.states.desired);
  return lifecycleSetup.createMachine(config) as unknown as Machine;
}

/** Returns a copy of plain objects and arrays that shares functions, of which guards are made. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}

/** A bug, and how it is caught. */
export interface PlantedBug {
  /** The number of the safety rule that it breaks; null if it breaks none of them. */
  readonly line: string | null;
  /** A script that makes it break the safety rule, if it breaks one. */
  readonly script?: string;
  /** The property that it violates. */
  readonly property: string;
  /** How many steps the shortest counterexample has. */
  readonly length: number;
  /** True if calls, answers and polls show it, so that the history checker finds it illegal. */
  readonly visible: boolean;
  readonly machine: Machine;
}

const accept = (rule: string) => ({ type: 'accept', params: { rule } });
const without = (rows: Tree[], rule: string) =>
  rows.filter(({ actions }) => JSON.stringify(actions)?.includes(`"${rule}"`) !== true);

/** The bugs, by a sentence that describes them. */
export const bugs: Readonly<Record<string, PlantedBug>> = {
  'a forced stop is ignored while suspending': {
    line: '2',
    script: 'start, saw provisioning, saw running, stop, stop?force=true',
    property: 'suspending.forced-stop-works',
    length: 5,
    visible: true,
    machine: replanted((_, desired) => {
      const row = desired.on.stop.find((each: Tree) =>
        JSON.stringify(each.actions).includes('stop.forcedWhileSuspending'),
      );
      row.target = undefined;
    }),
  },
  'resume cancels a forced stop': {
    line: '1',
    script: 'start?initial=standby, saw provisioning, saw standby, stop?force=true, resume',
    property: 'forced-stop.stays',
    length: 5,
    visible: true,
    machine: replanted((_, desired) => {
      desired.states.Stopped.on.resume = [
        { guard: 'deployed', target: 'Provisioned.Running', actions: accept('resume.deployed') },
        ...desired.states.Stopped.on.resume,
      ];
    }),
  },
  'start is accepted while stopping': {
    line: '3',
    script: 'start, saw provisioning, stop?force=true, start',
    property: 'start.not-while-ending',
    length: 4,
    visible: false,
    machine: replanted((_, desired) => {
      desired.states.Stopped.on.start = without(desired.states.Stopped.on.start, 'start.stopping');
    }),
  },
  'resume revives a suspending pipeline': {
    line: '2',
    script: 'start, saw provisioning, saw running, stop, resume',
    property: 'suspending.not-cancelled',
    length: 5,
    visible: true,
    machine: replanted((_, desired) => {
      desired.states.Suspended.on.resume = {
        target: 'Provisioned.Running',
        actions: accept('resume.deployed'),
      };
    }),
  },
  'resume leads out of standby': {
    line: '5',
    script: 'start?initial=standby, saw provisioning, saw standby, resume, saw running',
    property: 'standby.left-by-activate',
    length: 5,
    visible: true,
    machine: replanted((_, desired) => {
      delete desired.states.Provisioned.states.Standby.on.resume;
    }),
  },
  'approve is accepted while running': {
    line: '6',
    script: 'start, saw provisioning, saw running, approve',
    property: 'approval.only-when-awaited',
    length: 4,
    visible: true,
    machine: replanted((_, desired) => {
      desired.on.approve[1].guard = 'dataFlowRequested';
    }),
  },
  'AwaitingApproval is entered under another policy': {
    line: '6',
    script: 'start?bootstrap_policy=allow, saw provisioning, saw awaitingApproval',
    property: 'approval.awaited-under',
    length: 3,
    visible: true,
    machine: lifecycleMachine.provide({ guards: { awaitApprovalPolicy: () => true } }),
  },
  'an approval is never used up': {
    line: '7',
    script: 'start, saw provisioning, saw awaitingApproval, approve, saw running',
    property: 'fits.approved',
    length: 5,
    visible: false,
    machine: lifecycleMachine.provide({ actions: { spendApproval: () => {} } }),
  },
  'a second start changes the initial': {
    line: '3',
    script: 'start, start',
    property: 'start.no-op-once-started',
    length: 2,
    visible: false,
    machine: replanted((_, desired) => {
      desired.states.Provisioned.on.start = [{ actions: ['begin', accept('start.stopped')] }];
    }),
  },
  'start un-pauses': {
    line: '3',
    script: 'start?initial=paused, start?initial=paused',
    property: 'start.no-op-once-started',
    length: 2,
    visible: true,
    machine: replanted((_, desired) => {
      desired.states.Provisioned.on.start.at(-1).target = '.Running';
    }),
  },
  'a suspension ends without a checkpoint': {
    line: '8',
    script:
      'start, saw provisioning, saw running, stop, saw suspending, saw suspended checkpoint=0',
    property: 'suspension.succeeded',
    length: 6,
    visible: false,
    machine: lifecycleMachine.provide({ actions: { recordCheckpoint: () => {} } }),
  },
  'a failed suspension is recorded as a clean stop': {
    line: '8',
    script: 'start, saw provisioning, saw running, stop, saw suspending, saw failed error=Disk',
    property: 'suspension.failed',
    length: 6,
    visible: false,
    machine: replanted((status) => {
      const { failed } = status.states.Provisioned.states.Suspending.on;
      failed.actions = ['release', accept('failed.suspension')];
    }),
  },
  'an observation resets the desired status': {
    line: '4',
    script: 'start?initial=paused, saw running',
    property: 'planes.observations-keep-desired',
    length: 2,
    visible: true,
    machine: replanted((_, desired) => {
      desired.states.Provisioned.states.Paused.on = { running: { target: 'Running' } };
    }),
  },
  'standby is entered twice': {
    line: '5',
    script:
      'start?initial=standby, saw provisioning, saw standby, activate?initial=paused, saw paused, saw standby',
    property: 'standby.entered-once',
    length: 6,
    visible: true,
    machine: replanted((status) => {
      status.states.Provisioned.states.Paused.on.standby = {
        target: 'Standby',
        actions: accept('standby.reached'),
      };
    }),
  },
  'a stop leaves the start parameters behind': {
    line: '7',
    script: 'start, stop?force=true',
    property: 'fits.start-parameters',
    length: 2,
    visible: false,
    machine: lifecycleMachine.provide({
      actions: { release: assign({ bootstrapApproved: false }) },
    }),
  },
  'an error outlives the next start': {
    line: '7',
    script: 'start, saw failed error=Disk, start, saw provisioning',
    property: 'fits.standby',
    length: 3,
    visible: false,
    machine: lifecycleMachine.provide({
      actions: {
        begin: assign(({ context }) => ({
          initial: 'running' as const,
          bootstrapPolicy: 'allow' as const,
          generation: context.generation + 1,
        })),
      },
    }),
  },
  'a late deprovisioned is accepted while running': {
    line: '7',
    script: 'start, saw provisioning, saw running, saw deprovisioned',
    property: 'fits.standby',
    length: 6,
    visible: true,
    machine: replanted((status) => {
      status.states.Provisioned.on.deprovisioned = {
        target: '#status.Stopped',
        actions: ['release', accept('deprovisioned.stops')],
      };
    }),
  },
  'an observation of an earlier generation is applied': {
    line: '10',
    script: 'start, saw provisioning generation=0',
    property: 'generation.fences',
    length: 1,
    visible: false,
    machine: lifecycleMachine.provide({ guards: { currentGeneration: () => true } }),
  },
  'a checkpoint number goes down': {
    line: '10',
    script:
      'start, saw provisioning, saw running, saw checkpointed checkpoint=2, saw checkpointed checkpoint=1',
    property: 'checkpoint.kept',
    length: 2,
    visible: false,
    machine: lifecycleMachine.provide({
      actions: {
        recordCheckpoint: assign(({ event }) => ({
          checkpoint: (event as { checkpoint: number }).checkpoint,
        })),
      },
    }),
  },
  'a checkpoint is dropped if its report comes after that of the failure': {
    line: '10',
    script:
      'start, saw provisioning, saw failed error=Disk, saw checkpointed checkpoint=7 generation=1',
    property: 'checkpoint.late-kept',
    length: 4,
    visible: false,
    machine: replanted((status) => {
      delete status.states.Stopping.on.checkpointed;
    }),
  },
  'a forced stop is refused before provisioning': {
    line: '13',
    script: 'stop?force=true',
    property: 'waiting.forced-stop-accepted',
    length: 1,
    visible: true,
    machine: replanted((_, desired) => {
      desired.on.stop[0] = { guard: 'isStopped', actions: desired.on.stop[4].actions };
    }),
  },
  'stopping is refused once a forced stop was accepted': {
    line: '11',
    script: 'start, saw provisioning, saw running',
    property: 'forced-stop.reaches-stopped',
    length: 6,
    visible: false,
    machine: replanted((status) => {
      status.states.Provisioned.on.stopping.guard = not('stopRequested');
    }),
  },
  'a failure restarts a stopped pipeline': {
    line: '12',
    script: 'saw failed error=Disk',
    property: 'stopped.left-by-start',
    length: 1,
    visible: true,
    machine: replanted((status, desired) => {
      status.states.Stopped.on.failed = { actions: accept('failed.deployment') };
      desired.states.Stopped.on.failed = { guard: 'isStopped', target: 'Provisioned.Running' };
    }),
  },
  'graceful stop answers 501 like an undocumented pause': {
    line: '9',
    script: 'start, saw provisioning, saw running, stop, pause',
    property: 'refusal.documented',
    length: 5,
    visible: true,
    machine: replanted((_, desired) => {
      desired.states.Suspended.on.pause = {
        actions: { type: 'reject', params: { rule: 'stop.enterpriseOnly' } },
      };
    }),
  },
  'approve is accepted under bootstrap policy reject': {
    line: '6',
    script: 'start?bootstrap_policy=reject, saw provisioning, saw running, approve',
    property: 'approval.only-when-awaited',
    length: 4,
    visible: true,
    machine: replanted((_, desired) => {
      desired.on.approve.splice(1, 0, {
        guard: ({ context }: Tree) => context.bootstrapPolicy === 'reject',
        actions: accept('approve.awaiting'),
      });
    }),
  },
  'an error is lost on the way to Stopped': {
    line: null,
    property: 'error.until-dismissed',
    length: 4,
    visible: true,
    machine: replanted((status) => {
      status.states.Stopping.on.deprovisioned.actions = [
        'clearError',
        accept('deprovisioned.stops'),
      ];
    }),
  },
  'dismissing an error while stopping clears it': {
    line: null,
    property: 'error.until-dismissed',
    length: 4,
    visible: true,
    machine: replanted((_, desired) => {
      desired.on.dismissError.at(-1).actions = ['clearError', accept('dismissError.stopped')];
    }),
  },
  'standby and provisioning follow each other for ever': {
    line: null,
    property: 'liveness.rests',
    length: 2,
    visible: true,
    machine: replanted((status) => {
      // Activated, the pipeline is provisioned anew, and that ends in standby again.
      const again = { target: '#status.Provisioning', actions: accept('provisioning.begins') };
      const { Provisioning, Provisioned } = status.states;
      for (const type of ['awaitingApproval', 'paused', 'running']) {
        Provisioned.states.Standby.on[type] = again;
        Provisioning.on[type] = {
          target: '#status.Provisioned.Standby',
          actions: accept('standby.reached'),
        };
      }
    }),
  },
  'a suspension that is asked for never begins': {
    line: null,
    property: 'liveness.stops',
    length: 4,
    visible: false,
    machine: replanted((status) => {
      delete status.states.Provisioned.on.suspending;
    }),
  },
  'a pipeline that is provisioned never gets to run': {
    line: null,
    property: 'liveness.arrives',
    length: 2,
    visible: false,
    machine: replanted((status) => {
      delete status.states.Provisioning.on.running;
    }),
  },
  'a repeated start raises the generation by two': {
    line: '10',
    script: 'start',
    property: 'generation.rises-by-one',
    length: 1,
    visible: false,
    machine: lifecycleMachine.provide({
      actions: {
        begin: assign(({ context, event }) => {
          const { initial = 'running', bootstrapPolicy = 'await_approval' } = event as Tree;
          return { initial, bootstrapPolicy, error: null, generation: context.generation + 2 };
        }),
      },
    }),
  },
  'an observation of a later generation counts as current': {
    line: '10',
    script: 'start, saw provisioning generation=2',
    property: 'generation.fences',
    length: 1,
    visible: false,
    machine: lifecycleMachine.provide({
      guards: {
        currentGeneration: ({ context, event }) =>
          ((event as Tree).generation ?? context.generation) >= context.generation,
      },
    }),
  },
};
