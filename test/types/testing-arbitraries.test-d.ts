/** The public types for property-based tests: arbitraries and commands. Nothing here runs. */
import fc from 'fast-check';
import type {
  ActionType,
  Capabilities,
  CompleteAction,
  Decision,
  Deployment,
  ErrorResponse,
  Observation,
  ObservationType,
  Outcome,
  RuleId,
} from 'pipeline-lifecycle';
import {
  type AnyDeploymentOptions,
  type AsyncLifecycleUnderTest,
  anyAction,
  anyCapabilities,
  anyDeployment,
  anyError,
  anyObservation,
  asyncLifecycleCommands,
  type CallAnswer,
  deploymentByWalk,
  type HistoryArbitraryOptions,
  type IllegalHistory,
  illegalHistory,
  LifecycleModel,
  type LifecycleScript,
  type LifecycleUnderTest,
  legalHistory,
  lifecycleCommands,
  type MismatchError,
  type ModelReading,
  type PlayedStep,
  playScript,
  type ReportAnswer,
  type ScriptOptions,
  type ScriptStep,
  type ScriptWeights,
  userAndRunnerScript,
  type WalkedDeployment,
} from 'pipeline-lifecycle/testing';
import { describe, expectTypeOf, test } from 'vitest';

declare const real: LifecycleUnderTest;
declare const asyncReal: AsyncLifecycleUnderTest;
declare const script: LifecycleScript;
declare const step: ScriptStep;
declare const played: PlayedStep;
declare const model: LifecycleModel;
declare const deployment: Deployment;

describe('arbitraries', () => {
  test('of actions and observations have the types that were asked for', () => {
    expectTypeOf(anyAction()).toEqualTypeOf<fc.Arbitrary<CompleteAction>>();
    expectTypeOf(anyAction('stop')).toEqualTypeOf<fc.Arbitrary<CompleteAction<'stop'>>>();
    expectTypeOf(anyAction('stop', 'pause')).toEqualTypeOf<
      fc.Arbitrary<CompleteAction<'stop' | 'pause'>>
    >();
    expectTypeOf(anyObservation()).toEqualTypeOf<fc.Arbitrary<Observation>>();
    expectTypeOf(anyObservation('failed')).toEqualTypeOf<fc.Arbitrary<Observation<'failed'>>>();
    anyAction('stop').map(({ force }) => expectTypeOf(force).toEqualTypeOf<boolean>());
    anyObservation('failed').map(({ error }) => expectTypeOf(error).toEqualTypeOf<ErrorResponse>());
    anyAction(...([] as readonly ActionType[]));
    anyObservation(...([] as readonly ObservationType[]));
    // @ts-expect-error: no such action.
    anyAction('restart');
    // @ts-expect-error: as in the vocabulary, not as on the wire.
    anyAction('dismiss_error');
    // @ts-expect-error: one after the other, not as a list.
    anyAction(['stop', 'pause']);
    // @ts-expect-error: an action is not observed.
    anyObservation('start');
    // @ts-expect-error: of these, only stop has a force.
    anyAction('stop', 'pause').map(({ force }) => force);
  });

  test('of capabilities, errors and deployments have those of the core', () => {
    expectTypeOf(anyCapabilities).toEqualTypeOf<() => fc.Arbitrary<Capabilities>>();
    expectTypeOf(anyError).toEqualTypeOf<() => fc.Arbitrary<ErrorResponse>>();
    expectTypeOf(anyDeployment).toEqualTypeOf<
      (options?: AnyDeploymentOptions) => fc.Arbitrary<Deployment>
    >();
    anyDeployment({ capabilities: { checkpointing: false } });
    // @ts-expect-error: no such option.
    anyDeployment({ status: 'Running' });
  });

  test('of scripts and walks take capabilities, weights and a number of steps', () => {
    expectTypeOf(userAndRunnerScript).toEqualTypeOf<
      (options?: ScriptOptions) => fc.Arbitrary<LifecycleScript>
    >();
    expectTypeOf(deploymentByWalk).toEqualTypeOf<
      (options?: ScriptOptions) => fc.Arbitrary<WalkedDeployment>
    >();
    expectTypeOf<keyof ScriptWeights>().toEqualTypeOf<
      'call' | 'poll' | 'progress' | 'checkpoint' | 'failure' | 'stale'
    >();
    userAndRunnerScript({ capabilities: { standby: false }, weights: { stale: 0 }, maxSteps: 10 });
    deploymentByWalk().map(({ deployment }) =>
      expectTypeOf(deployment).toEqualTypeOf<Deployment>(),
    );
    // @ts-expect-error: no such kind of step.
    userAndRunnerScript({ weights: { calls: 1 } });
    // @ts-expect-error: a weight is a number.
    userAndRunnerScript({ weights: { call: true } });
    // @ts-expect-error: no such option.
    deploymentByWalk({ steps: 10 });
  });

  test('of histories have lines, and the one that breaks a rule', () => {
    expectTypeOf(legalHistory).toEqualTypeOf<
      (options?: HistoryArbitraryOptions) => fc.Arbitrary<readonly string[]>
    >();
    expectTypeOf(illegalHistory).toEqualTypeOf<
      (options?: HistoryArbitraryOptions) => fc.Arbitrary<IllegalHistory>
    >();
    expectTypeOf<IllegalHistory>().toEqualTypeOf<{
      readonly lines: readonly string[];
      readonly line: number;
    }>();
    legalHistory({ capabilities: { standby: false }, weights: { poll: 9 }, maxSteps: 10 });
    // @ts-expect-error: no such option.
    legalHistory({ maxLines: 10 });
    // @ts-expect-error: frozen.
    legalHistory().map((lines) => lines.push(''));
  });

  test('go into the properties of fast-check, each value with its own type', () => {
    fc.property(anyDeployment(), anyAction('start'), (deployment, action) => {
      expectTypeOf(deployment).toEqualTypeOf<Deployment>();
      expectTypeOf(action).toEqualTypeOf<CompleteAction<'start'>>();
    });
    fc.asyncProperty(illegalHistory(), async ({ line }) => {
      expectTypeOf(line).toEqualTypeOf<number>();
    });
    // @ts-expect-error: a value is not its arbitrary.
    anyAction().type;
  });
});

describe('a script', () => {
  test('is of steps, told apart by their kind', () => {
    expectTypeOf(script.steps).toEqualTypeOf<readonly ScriptStep[]>();
    expectTypeOf(script.lines).toEqualTypeOf<readonly string[]>();
    if (step.kind === 'call') expectTypeOf(step.action).toEqualTypeOf<CompleteAction>();
    if (step.kind === 'report') expectTypeOf(step.observation).toEqualTypeOf<Observation>();
    if (step.kind === 'poll') expectTypeOf<keyof typeof step>().toEqualTypeOf<'kind'>();
    // @ts-expect-error: it may be a report or a poll.
    step.action;
    // @ts-expect-error: frozen.
    script.steps.pop();
  });

  test('is played, each step with what came of it', () => {
    expectTypeOf(playScript).toEqualTypeOf<(script: LifecycleScript) => readonly PlayedStep[]>();
    expectTypeOf(played.before).toEqualTypeOf<Deployment>();
    expectTypeOf(played.after).toEqualTypeOf<Deployment>();
    if (played.kind === 'call') expectTypeOf(played.decision).toEqualTypeOf<Decision>();
    if (played.kind === 'report') expectTypeOf(played.outcome).toEqualTypeOf<Outcome>();
    // @ts-expect-error: nothing is decided by a poll.
    if (played.kind === 'poll') played.decision;
    // @ts-expect-error: lines are not a script.
    playScript(['start']);
  });
});

describe('commands', () => {
  test('are run by fast-check on the model and a pipeline that answers at once', () => {
    const commands = fc.commands(lifecycleCommands({ stale: false }), { maxCommands: 100 });
    fc.property(commands, (each) => {
      fc.modelRun(() => ({ model: new LifecycleModel(), real }), each);
    });
    expectTypeOf(lifecycleCommands()).toEqualTypeOf<
      fc.Arbitrary<fc.Command<LifecycleModel, LifecycleUnderTest>>[]
    >();
    fc.property(commands, (each) => {
      // @ts-expect-error: one that answers later has its own commands.
      fc.modelRun(() => ({ model: new LifecycleModel(), real: asyncReal }), each);
      // @ts-expect-error: the model is the kit's own.
      fc.modelRun(() => ({ model: { status: 'Stopped' }, real }), each);
    });
  });

  test('are run by fast-check on the model and a pipeline that answers later', () => {
    const commands = fc.commands(asyncLifecycleCommands({ reports: false }), { size: 'max' });
    fc.asyncProperty(commands, async (each) => {
      await fc.asyncModelRun(async () => ({ model: new LifecycleModel(), real: asyncReal }), each);
    });
    expectTypeOf(asyncLifecycleCommands()).toEqualTypeOf<
      fc.Arbitrary<fc.AsyncCommand<LifecycleModel, AsyncLifecycleUnderTest>>[]
    >();
    fc.asyncProperty(commands, async (each) => {
      // @ts-expect-error: one that answers at once has its own commands.
      await fc.asyncModelRun(() => ({ model: new LifecycleModel(), real }), each);
    });
  });

  test('have two options', () => {
    lifecycleCommands({ reports: undefined, stale: true });
    // @ts-expect-error: no such option.
    lifecycleCommands({ polls: false });
    // @ts-expect-error: yes or no.
    asyncLifecycleCommands({ stale: 'never' });
  });

  test('ask a pipeline three things, one of which it need not be able to answer', () => {
    const answers = {
      call: (action: CompleteAction) => ({ httpStatus: action.type === 'stop' ? 202 : 400 }),
      report: () => ({ accepted: true }),
      read: () => model.reading,
    };
    answers satisfies LifecycleUnderTest;
    const { report: _, ...withoutReport } = answers;
    withoutReport satisfies LifecycleUnderTest;
    const { read: __, ...withoutRead } = answers;
    // @ts-expect-error: what does a poll read?
    withoutRead satisfies LifecycleUnderTest;
    expectTypeOf<CallAnswer>().toEqualTypeOf<{
      readonly httpStatus: number;
      readonly errorCode?: string | undefined;
    }>();
    expectTypeOf<ReportAnswer>().toEqualTypeOf<{ readonly accepted: boolean }>();
    // @ts-expect-error: an answer is not its number.
    ({ ...answers, call: () => 202 }) satisfies LifecycleUnderTest;
    // @ts-expect-error: an answer that comes later.
    ({ ...answers, report: async () => ({ accepted: true }) }) satisfies LifecycleUnderTest;
    // @ts-expect-error: a reading is in the words of the core.
    ({ ...answers, read: () => ({ deployment_status: 'Stopped' }) }) satisfies LifecycleUnderTest;
    // @ts-expect-error: an answer that comes at once.
    answers satisfies AsyncLifecycleUnderTest;
  });

  test('take the model on, which begins where it is told to', () => {
    new LifecycleModel({ capabilities: { standby: false }, deployment });
    expectTypeOf(model.deployment).toEqualTypeOf<Deployment>();
    expectTypeOf(model.reading).toEqualTypeOf<ModelReading>();
    expectTypeOf<ModelReading>().toEqualTypeOf<{
      readonly status: Deployment['status'];
      readonly desiredStatus: Deployment['desiredStatus'];
      readonly hasError: boolean;
    }>();
    expectTypeOf(model.call({ type: 'stop' })).toEqualTypeOf<Decision>();
    expectTypeOf(model.report({ type: 'running' })).toEqualTypeOf<Outcome>();
    expectTypeOf(model.setBy('hasError')).toEqualTypeOf<RuleId | null>();
    // @ts-expect-error: it changes by calls and reports only.
    model.deployment = deployment;
    // @ts-expect-error: no such option.
    new LifecycleModel({ from: 'new' });
    // @ts-expect-error: a poll does not read it.
    model.setBy('checkpoint');
  });

  test('throw what was expected, by which rule', () => {
    expectTypeOf<MismatchError>().toExtend<Error>();
    expectTypeOf<Pick<MismatchError, 'line' | 'expected' | 'received'>>().toEqualTypeOf<{
      readonly line: string;
      readonly expected: string;
      readonly received: string;
    }>();
    expectTypeOf<MismatchError['rule']>().toEqualTypeOf<RuleId | null>();
  });
});
