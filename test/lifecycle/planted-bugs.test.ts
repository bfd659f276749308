/**
 * Bugs that real systems had, planted in the machine: the safety rule that is named must catch each.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, not } from 'xstate';
import { lifecycleMachine } from '../../src/lifecycle';
import { dialect } from '../../src/lifecycle/dialect';
import { safety } from './safety';
import { capabilities, implementationOf, script, walk } from './walks';

type Machine = typeof lifecycleMachine;
/** A part of the machine's configuration, as a plain tree to plant a bug in. */
// biome-ignore lint/suspicious/noExplicitAny: XState's own type of a configuration is not writable.
type Tree = any;

/** The machine with its configuration changed. The configuration of the original stays as it is. */
function replanted(change: (status: Tree, desired: Tree) => void): Machine {
  const config = copy(lifecycleMachine.config) as Tree;
  change(config.states.status, config.states.desired);
  return dialect.createMachine(config) as unknown as Machine;
}

/** A copy of plain objects and arrays; functions, of which guards are made, are shared. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}

const accept = (rule: string) => ({ type: 'accept', params: { rule } });
const without = (rows: Tree[], rule: string) =>
  rows.filter(({ actions }) => JSON.stringify(actions)?.includes(`"${rule}"`) !== true);

const bugs: Record<string, readonly [caughtBy: string, machine: Machine]> = {
  'a forced stop is ignored while suspending': [
    '2',
    replanted((_, desired) => {
      const row = desired.on.stop.find((each: Tree) =>
        JSON.stringify(each.actions).includes('stop.forcedWhileSuspending'),
      );
      row.target = undefined;
    }),
  ],
  'resume cancels a forced stop': [
    '1',
    replanted((_, desired) => {
      desired.states.Stopped.on.resume = [
        { guard: 'deployed', target: 'Provisioned.Running', actions: accept('resume.deployed') },
        ...desired.states.Stopped.on.resume,
      ];
    }),
  ],
  'start is accepted while stopping': [
    '3',
    replanted((_, desired) => {
      desired.states.Stopped.on.start = without(desired.states.Stopped.on.start, 'start.stopping');
    }),
  ],
  'resume revives a suspending pipeline': [
    '2',
    replanted((_, desired) => {
      desired.states.Suspended.on.resume = {
        target: 'Provisioned.Running',
        actions: accept('resume.deployed'),
      };
    }),
  ],
  'resume leads out of standby': [
    '5',
    replanted((_, desired) => {
      delete desired.states.Provisioned.states.Standby.on.resume;
    }),
  ],
  'approve is accepted while running': [
    '6',
    replanted((_, desired) => {
      desired.on.approve[1].guard = 'flowing';
    }),
  ],
  'AwaitingApproval is entered under another policy': [
    '6',
    lifecycleMachine.provide({ guards: { underAwaitApproval: () => true } }),
  ],
  'an approval is never used up': [
    '7',
    lifecycleMachine.provide({ actions: { spendApproval: () => {} } }),
  ],
  'a second start changes the initial': [
    '3',
    replanted((_, desired) => {
      desired.states.Provisioned.on.start = [{ actions: ['begin', accept('start.stopped')] }];
    }),
  ],
  'start un-pauses': [
    '3',
    replanted((_, desired) => {
      desired.states.Provisioned.on.start.at(-1).target = '.Running';
    }),
  ],
  'a suspension ends without a checkpoint': [
    '8',
    lifecycleMachine.provide({ actions: { recordCheckpoint: () => {} } }),
  ],
  'a failed suspension is recorded as a clean stop': [
    '8',
    replanted((status) => {
      const { failed } = status.states.Provisioned.states.Suspending.on;
      failed.actions = ['release', accept('failed.suspension')];
    }),
  ],
  'an observation resets the desired status': [
    '4',
    replanted((_, desired) => {
      desired.states.Provisioned.states.Paused.on = { running: { target: 'Running' } };
    }),
  ],
  'standby is entered twice': [
    '5',
    replanted((status) => {
      status.states.Provisioned.states.Paused.on.standby = {
        target: 'Standby',
        actions: accept('standby.reached'),
      };
    }),
  ],
  'a stop leaves the start parameters behind': [
    '7',
    lifecycleMachine.provide({ actions: { release: assign({ bootstrapApproved: false }) } }),
  ],
  'an error outlives the next start': [
    '7',
    lifecycleMachine.provide({
      actions: {
        begin: assign(({ context }) => ({
          initial: 'running' as const,
          bootstrapPolicy: 'allow' as const,
          generation: context.generation + 1,
        })),
      },
    }),
  ],
  'a late deprovisioned is accepted while running': [
    '7',
    replanted((status) => {
      status.states.Provisioned.on.deprovisioned = {
        target: '#status.Stopped',
        actions: ['release', accept('deprovisioned.stops')],
      };
    }),
  ],
  'a message of an earlier generation is accepted': [
    '10',
    lifecycleMachine.provide({ guards: { current: () => true } }),
  ],
  'a checkpoint number goes down': [
    '10',
    lifecycleMachine.provide({
      actions: {
        recordCheckpoint: assign(({ event }) => ({
          checkpoint: (event as { checkpoint: number }).checkpoint,
        })),
      },
    }),
  ],
  'a forced stop is refused before provisioning': [
    '13',
    replanted((_, desired) => {
      desired.on.stop[0] = { guard: 'stopped', actions: desired.on.stop[4].actions };
    }),
  ],
  'stopping is refused once a forced stop was accepted': [
    '11',
    replanted((status) => {
      status.states.Provisioned.on.stopping.guard = not('stopping');
    }),
  ],
  'a failure restarts a stopped pipeline': [
    '12',
    replanted((status, desired) => {
      status.states.Stopped.on.failed = { actions: accept('failed.deployment') };
      desired.states.Stopped.on.failed = { guard: 'stopped', target: 'Provisioned.Running' };
    }),
  ],
  'graceful stop answers 501 like an undocumented pause': [
    '9',
    replanted((_, desired) => {
      desired.states.Suspended.on.pause = {
        actions: { type: 'reject', params: { rule: 'stop.enterpriseOnly' } },
      };
    }),
  ],
};

describe('a planted bug is caught by the safety rule', () => {
  it.each(Object.entries(bugs))('%s', (_bug, [number, machine]) => {
    const [rule, check] = ruleOf(number);
    const implementation = implementationOf(machine);
    const outcome = fc.check(
      fc.property(script, capabilities, (events, present) => {
        const steps = walk(implementation, events, present);
        for (const finding of check(steps, implementation)) expect(finding).toBeNull();
      }),
      { numRuns: 4000, endOnFailure: true },
    );
    expect(outcome.failed, `no walk broke: ${rule}`).toBe(true);
    expect(outcome.errorInstance).toHaveProperty('name', 'AssertionError');
  });

  it('without a bug, the machine asked directly keeps every rule', () => {
    const implementation = implementationOf(lifecycleMachine);
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        const steps = walk(implementation, events, present);
        for (const check of Object.values(safety)) {
          for (const finding of check(steps, implementation)) expect(finding).toBeNull();
        }
      }),
      { numRuns: 150 },
    );
  });
});

function ruleOf(number: string) {
  const found = Object.entries(safety).find(([name]) => name.startsWith(`${number}. `));
  if (found === undefined) throw new Error(`There is no safety rule ${number}.`);
  return found;
}
