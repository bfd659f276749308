/** Asking a machine: exactly one verdict, and the error for a machine with a bug. */
import { describe, expect, it } from 'vitest';
import { createDeployment, type Deployment, fullCapabilities } from '../../../src/lifecycle';
import { ask, MachineError } from '../../../src/lifecycle/build/ask';
import { lifecycleMachine } from '../../../src/lifecycle/machine/machine';
import { lifecycleSetup } from '../../../src/lifecycle/machine/setup';
import { refusals } from '../../../src/lifecycle/rules/refusals';

const fresh = createDeployment();

/** Returns the machine with other rows for pause of a pipeline whose desired status is Stopped. */
function withPause(rows: readonly object[]): typeof lifecycleMachine {
  const { states, ...config } = lifecycleMachine.config;
  // biome-ignore lint/suspicious/noExplicitAny: XState's type of a configuration is not writable.
  const { status, desired } = states as any;
  const { Stopped, ...others } = desired.states;
  const changed = { ...Stopped, on: { ...Stopped.on, pause: rows } };
  const regions = { status, desired: { ...desired, states: { Stopped: changed, ...others } } };
  return lifecycleSetup.createMachine({ ...config, states: regions } as never) as never;
}

const verdict = (type: string, rule: string) => ({ type, params: { rule } });
const pauseOf = (machine?: typeof lifecycleMachine) =>
  ask(fresh, { type: 'pause' }, fullCapabilities, machine);

describe('an answer', () => {
  it('to a refused action has the verdict, the rule, its refusal, and the deployment', () => {
    expect(pauseOf()).toStrictEqual({
      verdict: 'reject',
      rule: 'pause.stopped',
      refusal: refusals['pause.stopped'],
      deployment: fresh,
    });
  });

  it('to an accepted action or a stale observation has no refusal', () => {
    const accepted = ask(fresh, { type: 'dismissError' }, fullCapabilities);
    expect(accepted).toStrictEqual({
      verdict: 'accept',
      rule: 'dismissError.noError',
      deployment: fresh,
    });
    const stale = ask(fresh, { type: 'running' }, fullCapabilities);
    expect(stale).toStrictEqual({ verdict: 'stale', rule: 'running.stale', deployment: fresh });
  });

  it('ignores actions of the machine that are not verdicts', () => {
    const actions = [{ type: 'notify' }, verdict('accept', 'pause.deployed'), { type: 'log' }];
    const answer = pauseOf(withPause([{ actions }]));
    expect([answer.verdict, answer.rule]).toEqual(['accept', 'pause.deployed']);
  });
});

describe('a machine with a bug', () => {
  const thrownBy = (rows: readonly object[]): unknown => {
    try {
      return pauseOf(withPause(rows));
    } catch (thrown) {
      return thrown;
    }
  };
  const message = (what: string) =>
    `The machine must answer 'pause' in Stopped/Stopped by one rule, but named ${what}.`;

  it('without a verdict is an error', () => {
    const thrown = thrownBy([{ guard: 'deployed', actions: verdict('accept', 'pause.deployed') }]);
    expect(thrown).toBeInstanceOf(MachineError);
    expect(thrown).toMatchObject({ name: 'MachineError', message: message('none') });
  });

  it('with two verdicts is an error that names both', () => {
    const both = [verdict('accept', 'pause.deployed'), verdict('reject', 'pause.stopped')];
    const thrown = thrownBy([{ actions: both }]);
    expect(thrown).toBeInstanceOf(MachineError);
    expect(thrown).toMatchObject({
      name: 'MachineError',
      message: message('pause.deployed, pause.stopped'),
    });
  });
});

describe('the machine', () => {
  it('has the name pipeline in tools', () => {
    expect(lifecycleMachine.id).toBe('pipeline');
  });

  it('dismisses an error only if fully stopped, even in a deployment that cannot occur', () => {
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
