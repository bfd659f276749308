/** Model-based commands: a correct implementation passes; for a wrong one the rule is named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/input/invalid-input';
import {
  actionTypes,
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Deployment,
  decide,
  fullCapabilities,
  observationTypes,
  observe,
} from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import { type RuleId, ruleOf } from '../../../src/lifecycle/rules/catalogue';
import {
  type AsyncLifecycleUnderTest,
  asyncLifecycleCommands,
  type LifecycleUnderTest,
  lifecycleCommands,
} from '../../../src/testing/commands';
import { MismatchError } from '../../../src/testing/commands/mismatch-error';
import { LifecycleModel } from '../../../src/testing/commands/model';
import { played } from '../arbitraries/shrinking';

/** A pipeline as a user would write it around the library; subclasses plant bugs. */
class Pipeline implements LifecycleUnderTest {
  deployment = createDeployment();
  readonly #capabilities: Capabilities;

  constructor(capabilities: Capabilities = fullCapabilities) {
    this.#capabilities = capabilities;
  }

  call(action: CompleteAction): ReturnType<LifecycleUnderTest['call']> {
    const decision = decide(this.deployment, action, this.#capabilities);
    this.deployment = decision.deployment;
    const { httpStatus } = decision;
    return decision.accepted
      ? { httpStatus }
      : { httpStatus, errorCode: decision.error.error_code };
  }

  report(observation: Observation) {
    const { accepted, deployment } = observe(this.deployment, observation);
    this.deployment = deployment;
    return { accepted };
  }

  read() {
    const { status, desiredStatus, error } = this.deployment;
    return { status, desiredStatus, hasError: error !== null };
  }
}

/** The same, over a network. */
class RemotePipeline implements AsyncLifecycleUnderTest {
  readonly #near: Pipeline;
  constructor(near = new Pipeline()) {
    this.#near = near;
  }
  call = async (action: CompleteAction) => this.#near.call(action);
  report = async (observation: Observation) => this.#near.report(observation);
  read = async () => this.#near.read();
}

const bySize = { maxCommands: 60, size: 'max' } as const;
const seed = 20_261_121;

function run(real: () => LifecycleUnderTest, options = {}, model = () => new LifecycleModel()) {
  const commands = fc.commands(lifecycleCommands(options), bySize);
  return fc.check(
    fc.property(commands, (each) => fc.modelRun(() => ({ model: model(), real: real() }), each)),
    { seed, numRuns: 300 },
  );
}

/** The error for an implementation with a bug, and the commands that are left after shrinking. */
function failureOf(real: () => LifecycleUnderTest) {
  const { failed, errorInstance, counterexample } = run(real);
  expect(failed).toBe(true);
  return {
    error: errorInstance as Error,
    lines: String(counterexample?.[0])
      .replace(/ \/\*.*/, '')
      .replaceAll('\n', ','),
  };
}

describe('the commands', () => {
  it('are one for each action, one for each observation, a poll, and journeys', () => {
    const lines = lifecycleCommands().map((each) =>
      fc.sample(each, { numRuns: 50, seed }).map((command) => command.toString()),
    );
    const [calls, reports, poll] = [lines.slice(0, 7), lines.slice(7, 18), lines.slice(18, 19)];
    const journeys = lines.slice(19).flat();
    expect(journeys.length).toBeGreaterThan(50);
    for (const journey of journeys) expect(journey.split('\n').length).toBeGreaterThan(1);
    const wired = actionTypes.map((type) => type.replace('dismissError', 'dismiss_error'));
    expect(calls.map((each) => [...new Set(each.map((line) => line.replace(/\?.*/, '')))])).toEqual(
      wired.map((type) => [type]),
    );
    expect(reports.map((each) => [...new Set(each.map((line) => line.split(' ')[1]))])).toEqual(
      observationTypes.map((type) => [type]),
    );
    expect(poll.map((each) => [...new Set(each)])).toEqual([['# poll']]);
  });

  it('print as lines of a scenario script that leads to the same deployment as the model', () => {
    fc.assert(
      fc.property(fc.commands(lifecycleCommands(), bySize), (commands) => {
        const model = new LifecycleModel();
        const real = new Pipeline();
        const lines: string[] = [];
        for (const command of commands) {
          if (!command.check(model)) continue;
          command.run(model, real);
          lines.push(...command.toString().split('\n'));
        }
        expect(played(lines).steps.at(-1)?.after ?? createDeployment()).toEqual(model.deployment);
      }),
      { seed, numRuns: 100 },
    );
  });

  it('get nearly everywhere', () => {
    const pairs = new Set<string>();
    const accepted = new Set<boolean>();
    class Noting extends Pipeline {
      override report(observation: Observation) {
        const answer = super.report(observation);
        accepted.add(answer.accepted);
        pairs.add(`${this.deployment.status}/${this.deployment.desiredStatus}`);
        return answer;
      }
    }
    expect(run(() => new Noting()).failed).toBe(false);
    expect(pairs.size).toBeGreaterThanOrEqual(20);
    expect(accepted).toEqual(new Set([true, false]));
  });

  it('report nothing stale, or nothing at all, if the options say so', () => {
    const accepted: boolean[] = [];
    class Noting extends Pipeline {
      override report(observation: Observation) {
        const answer = super.report(observation);
        accepted.push(answer.accepted);
        return answer;
      }
    }
    expect(run(() => new Noting(), { stale: false }).failed).toBe(false);
    expect(accepted.length).toBeGreaterThan(200);
    expect(new Set(accepted)).toEqual(new Set([true]));
    const before = accepted.length;
    expect(run(() => new Noting(), { reports: false }).failed).toBe(false);
    expect(accepted).toHaveLength(before);
  });
});

describe('an implementation that behaves like the library', () => {
  it('passes', () => {
    expect(run(() => new Pipeline())).toMatchObject({ failed: false, numRuns: 300 });
  });

  it('passes without capabilities if the model lacks them too', () => {
    const lacking = { ...fullCapabilities, checkpointing: false };
    const model = () => new LifecycleModel({ capabilities: { checkpointing: false } });
    expect(run(() => new Pipeline(lacking), {}, model).failed).toBe(false);
    expect(run(() => new Pipeline(), {}, model).failed).toBe(true);
  });

  it('passes over a network', async () => {
    const commands = fc.commands(asyncLifecycleCommands(), bySize);
    await fc.assert(
      fc.asyncProperty(commands, (each) =>
        fc.asyncModelRun(
          async () => ({ model: new LifecycleModel(), real: new RemotePipeline() }),
          each,
        ),
      ),
      { seed, numRuns: 100 },
    );
  });
});

describe('an implementation with a bug fails with the rule and few commands, if it', () => {
  it('ignores a forced stop', () => {
    class Forgetful extends Pipeline {
      override call(action: CompleteAction) {
        const before: Deployment = this.deployment;
        const answer = super.call(action);
        if (action.type === 'stop' && before.desiredStatus === 'Suspended')
          this.deployment = before;
        return answer;
      }
    }
    const { error, lines } = failureOf(() => new Forgetful());
    expect(error).toBeInstanceOf(MismatchError);
    // A poll shows it, and so does the first report that follows from it.
    const { rule, expected, received } = error as MismatchError;
    expect(['stop.forcedWhileSuspending', 'stopping.begins']).toContain(rule);
    expect(['desiredStatus Stopped', 'applied']).toContain(expected);
    expect(['desiredStatus Suspended', 'stale']).toContain(received);
    expect(error.message).toContain(ruleOf(rule as RuleId).statement);
    expect(lines).toMatch(/stop,(.*,)?stop\?force=true,(# poll|saw stopping)$/);
    expect(lines.split(',').length).toBeLessThanOrEqual(7);
  });

  it('accepts what should be refused', () => {
    class Lenient extends Pipeline {
      override call(action: CompleteAction) {
        const answer = super.call(action);
        return action.type === 'pause' ? { httpStatus: 202 } : answer;
      }
    }
    const { error, lines } = failureOf(() => new Lenient());
    expect(lines).toBe('pause');
    expect(error.message).toBe(
      `pause, in Stopped/Stopped: expected 400 IllegalPipelineAction, but got 202. Rule pause.stopped: ${ruleOf('pause.stopped').statement} (our decision)`,
    );
  });

  it('refuses with another code', () => {
    class Vague extends Pipeline {
      override call(action: CompleteAction) {
        const { httpStatus, errorCode } = super.call(action);
        return errorCode === undefined ? { httpStatus } : { httpStatus, errorCode: 'Nope' };
      }
    }
    const { error } = failureOf(() => new Vague());
    expect(error).toBeInstanceOf(MismatchError);
    expect(error).toMatchObject({ received: expect.stringMatching(/^\d+ Nope$/) });
    class Silent extends Pipeline {
      override call(action: CompleteAction) {
        return { httpStatus: super.call(action).httpStatus };
      }
    }
    // An error code that is left out is not compared.
    expect(run(() => new Silent()).failed).toBe(false);
  });

  it('applies messages of another generation', () => {
    class Unfenced extends Pipeline {
      override report(message: Observation) {
        const { generation } = this.deployment;
        return super.report('generation' in message ? { ...message, generation } : message);
      }
    }
    const { error, lines } = failureOf(() => new Unfenced());
    expect(error).toMatchObject({
      expected: 'stale',
      received: 'applied',
      rule: 'generation.stale',
    });
    expect(lines).toMatch(/^start(\?[^,]*)?,saw .*generation=\d$/);
  });

  it('begins in another state', () => {
    class Dirty extends Pipeline {
      override deployment = {
        ...createDeployment(),
        error: { message: '', error_code: '', details: {} },
        generation: 1,
      };
    }
    const { error } = failureOf(() => new Dirty());
    expect(error).toBeInstanceOf(MismatchError);
    class Odd extends Pipeline {
      override read() {
        return { ...super.read(), hasError: true };
      }
    }
    const odd = failureOf(() => new Odd());
    expect(odd.lines).toMatch(/^(start[^,]*,)?# poll$/);
    expect(odd.error).toMatchObject({
      expected: 'hasError false',
      received: 'hasError true',
      rule: null,
    });
    expect(odd.error.message).toContain('The pipeline began like this');
  });

  it('is remote and reports that it has applied nothing', async () => {
    class Lost extends Pipeline {
      override report(observation: Observation) {
        return { accepted: super.report(observation).accepted && observation.type !== 'paused' };
      }
    }
    const commands = fc.commands(asyncLifecycleCommands({ stale: false }), bySize);
    const { errorInstance } = await fc.check(
      fc.asyncProperty(commands, (each) =>
        fc.asyncModelRun(
          async () => ({ model: new LifecycleModel(), real: new RemotePipeline(new Lost()) }),
          each,
        ),
      ),
      { seed, numRuns: 200 },
    );
    expect(errorInstance).toBeInstanceOf(MismatchError);
    expect(errorInstance).toMatchObject({ expected: 'applied', received: 'stale' });
  });
});

describe('a model', () => {
  it('begins with the given deployment', () => {
    const deployment = { ...createDeployment(), generation: 7 };
    expect(new LifecycleModel({ deployment }).deployment).toEqual(deployment);
    expect(new LifecycleModel().reading).toEqual({
      status: 'Stopped',
      desiredStatus: 'Stopped',
      hasError: false,
    });
  });

  it('knows which rule has set each field of a reading', () => {
    const model = new LifecycleModel();
    expect(model.setBy('desiredStatus')).toBeNull();
    model.call({ type: 'start' });
    model.report({ type: 'provisioning' });
    model.call({ type: 'pause' });
    expect(model.setBy('desiredStatus')).toBe('start.stopped');
    expect(model.setBy('status')).toBe('provisioning.begins');
    expect(model.setBy('hasError')).toBeNull();
  });
});

describe('invalid input is named', () => {
  const command = (line: RegExp) => {
    const found = lifecycleCommands()
      .flatMap((each) => fc.sample(each, { numRuns: 20, seed }))
      .find((each) => line.test(each.toString()));
    return found as NonNullable<typeof found>;
  };
  const usual = new Pipeline();
  const real = (changes: object): LifecycleUnderTest => ({
    call: (action) => usual.call(action),
    report: (observation) => usual.report(observation),
    read: () => usual.read(),
    ...changes,
  });

  it.each<[field: string, line: RegExp, changes: object, words: string]>([
    ['report', /^saw/, { report: undefined }, 'ask for commands with `reports: false`'],
    ['call', /^start/, { call: async () => ({ httpStatus: 202 }) }, 'asyncLifecycleCommands'],
    ['call', /^start/, { call: () => 202 }, 'an object with httpStatus'],
    ['call', /^start/, { call: () => ({ status: 202 }) }, 'an object with httpStatus'],
    ['report', /^saw/, { report: () => undefined }, 'an object with accepted'],
    ['read', /^# poll/, { read: () => ({ status: 'Stopped' }) }, 'status, desiredStatus, hasError'],
  ])('%s of an implementation: %s', (field, line, changes, words) => {
    const asked = () => command(line).run(new LifecycleModel(), real(changes));
    expect(asked).toThrow(InvalidInputError);
    expect(asked).toThrow(expect.objectContaining({ field }));
    expect(asked).toThrow(words);
  });

  it.each<[field: string, ask: () => unknown]>([
    ['options', () => lifecycleCommands(null as never)],
    ['reports', () => lifecycleCommands({ reports: 'no' as never })],
    ['stale', () => asyncLifecycleCommands({ stale: 1 as never })],
    ['polls', () => asyncLifecycleCommands({ polls: true } as never)],
    ['options', () => new LifecycleModel([] as never)],
    ['deployments', () => new LifecycleModel({ deployments: [] } as never)],
    ['standbye', () => new LifecycleModel({ capabilities: { standbye: true } as never })],
    [
      'status',
      () => new LifecycleModel({ deployment: { ...createDeployment(), status: 'Up' as never } }),
    ],
  ])('option %s', (field, ask) => {
    expect(ask).toThrow(InvalidInputError);
    expect(ask).toThrow(expect.objectContaining({ field }));
  });
});
