/** Asking a machine: one word and no more, and what is said of a machine that has a bug. */
import { describe, expect, it } from 'vitest';
import { createDeployment, type Deployment, fullCapabilities } from '../../src/lifecycle';
import { ask, MachineError } from '../../src/lifecycle/build/ask';
import { lifecycleMachine } from '../../src/lifecycle/machine/machine';
import { lifecycleSetup } from '../../src/lifecycle/machine/setup';
import { refusals } from '../../src/lifecycle/rules/refusals';

const fresh = createDeployment();

/** The lifecycle with other rows for pause of a pipeline whose desired status is Stopped. */
function withPause(rows: readonly object[]): typeof lifecycleMachine {
  const { states, ...config } = lifecycleMachine.config;
  // biome-ignore lint/suspicious/noExplicitAny: XState's own type of a configuration is not writable.
  const { status, desired } = states as any;
  const { Stopped, ...others } = desired.states;
  const changed = { ...Stopped, on: { ...Stopped.on, pause: rows } };
  const regions = { status, desired: { ...desired, states: { Stopped: changed, ...others } } };
  return lifecycleSetup.createMachine({ ...config, states: regions } as never) as never;
}

const word = (type: string, rule: string) => ({ type, params: { rule } });
const pauseOf = (machine?: typeof lifecycleMachine) =>
  ask(fresh, { type: 'pause' }, fullCapabilities, machine);

describe('an answer', () => {
  it('to what is refused has the word, the rule, its rejection, and the deployment', () => {
    expect(pauseOf()).toStrictEqual({
      word: 'reject',
      rule: 'pause.stopped',
      rejection: refusals['pause.stopped'],
      deployment: fresh,
    });
  });

  it('to what is accepted or stale has no rejection', () => {
    const accepted = ask(fresh, { type: 'dismissError' }, fullCapabilities);
    expect(accepted).toStrictEqual({
      word: 'accept',
      rule: 'dismissError.noError',
      deployment: fresh,
    });
    const stale = ask(fresh, { type: 'running' }, fullCapabilities);
    expect(stale).toStrictEqual({ word: 'stale', rule: 'running.stale', deployment: fresh });
  });

  it('is not troubled by actions that are no words', () => {
    const actions = [{ type: 'notify' }, word('accept', 'pause.deployed'), { type: 'log' }];
    const { verdict: said, rule } = pauseOf(withPause([{ actions }]));
    expect([said, rule]).toEqual(['accept', 'pause.deployed']);
  });
});

describe('a machine with a bug', () => {
  const said = (rows: readonly object[]): unknown => {
    try {
      return pauseOf(withPause(rows));
    } catch (thrown) {
      return thrown;
    }
  };
  const message = (what: string) =>
    `The machine must answer 'pause' in Stopped/Stopped with one rule, but said ${what}.`;

  it('that says nothing is told so', () => {
    const thrown = said([{ guard: 'deployed', actions: word('accept', 'pause.deployed') }]);
    expect(thrown).toBeInstanceOf(MachineError);
    expect(thrown).toMatchObject({ name: 'MachineError', message: message('nothing') });
  });

  it('that says two things is told which', () => {
    const both = [word('accept', 'pause.deployed'), word('reject', 'pause.stopped')];
    const thrown = said([{ actions: both }]);
    expect(thrown).toBeInstanceOf(MachineError);
    expect(thrown).toMatchObject({
      name: 'MachineError',
      message: message('pause.deployed, pause.stopped'),
    });
  });
});

describe('the machine', () => {
  it('is called pipeline in tools', () => {
    expect(lifecycleMachine.id).toBe('pipeline');
  });

  it('dismisses an error only where both planes are Stopped, even in what cannot occur', () => {
    const error = { message: 'Boom.', error_code: 'Boom', details: {} };
    const starting: Deployment = { ...fresh, desiredStatus: 'Running', error, generation: 1 };
    expect(ask(starting, { type: 'dismissError' }, fullCapabilities).rule).toBe(
      'dismissError.notStopped',
    );
    const stopped: Deployment = { ...fresh, error, generation: 1 };
    expect(ask(stopped, { type: 'dismissError' }, fullCapabilities).rule).toBe(
      'dismissError.stopped',
    );
  });
});
