/** The public types of verification, as exact as they are promised. Nothing here runs. */
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  type ErrorCode,
  lifecycleMachine,
  type Observation,
  type RefusalStatus,
  type Rule,
  type RuleId,
} from 'pipeline-lifecycle';
import {
  type AlwaysProperty,
  always,
  type Combination,
  type Counterexample,
  describeReport,
  everyEvent,
  explore,
  type LeadsToProperty,
  type LifecycleMachine,
  leadsTo,
  lifecycleProperties,
  type Memory,
  type Property,
  type PropertyReport,
  type RespondsProperty,
  responds,
  type State,
  type StateSpace,
  type StepProperty,
  step,
  type Transition,
  toHistory,
  toStory,
  type VerifyOptions,
  type VerifyReport,
  type ViolatingRun,
  verify,
} from 'pipeline-lifecycle/verify';
import { describe, expectTypeOf, test } from 'vitest';

declare const space: StateSpace;
declare const report: VerifyReport;
declare const found: PropertyReport;
declare const one: Transition;
declare const counterexample: Counterexample;
declare const words: { id: string; statement: string; rules: RuleId[] };
declare const yes: () => boolean;

describe('explore', () => {
  test('takes capabilities and options, or nothing', () => {
    expectTypeOf(explore).returns.toEqualTypeOf<StateSpace>();
    expectTypeOf(explore).parameter(0).toEqualTypeOf<Partial<Capabilities> | undefined>();
    explore();
    explore({ standby: false }, { machine: lifecycleMachine, limit: 400 });
    explore({}, { machine: lifecycleMachine.provide({}), limit: undefined });
    // @ts-expect-error: no such capability.
    explore({ standbye: false });
    // @ts-expect-error: no such option.
    explore({}, { limits: 400 });
    // @ts-expect-error: the configuration is not the machine.
    explore({}, { machine: lifecycleMachine.config });
    expectTypeOf(lifecycleMachine).toExtend<LifecycleMachine>();
  });

  test('finds states and steps, all of them readonly', () => {
    expectTypeOf(space.states).toEqualTypeOf<readonly State[]>();
    expectTypeOf(space.transitions).toEqualTypeOf<readonly (readonly Transition[])[]>();
    expectTypeOf<State>().toEqualTypeOf<{
      readonly number: number;
      readonly key: number;
      readonly deployment: Deployment;
      readonly depth: number;
      readonly reachedBy: Transition | null;
    }>();
    // @ts-expect-error: frozen.
    space.transitionCount = 1;
    // @ts-expect-error: frozen.
    space.states.push(space.states[0] as State);
    // @ts-expect-error: frozen.
    (space.states[0] as State).depth = 1;
    // @ts-expect-error: frozen.
    one.accepted = true;
  });

  test('tells an action from an observation by the kind of the step', () => {
    expectTypeOf(one.event).toEqualTypeOf<CompleteAction | Observation>();
    if (one.kind === 'action') expectTypeOf(one.event).toEqualTypeOf<CompleteAction>();
    else expectTypeOf(one.event).toEqualTypeOf<Observation>();
    expectTypeOf(one.rule).toEqualTypeOf<RuleId>();
    expectTypeOf(one.httpStatus).toEqualTypeOf<202 | RefusalStatus | null>();
    expectTypeOf(one.errorCode).toEqualTypeOf<ErrorCode | null>();
    for (const { kind, event } of everyEvent) {
      if (kind === 'observation') expectTypeOf(event).toEqualTypeOf<Observation>();
    }
  });
});

describe('properties', () => {
  test('are one of four kinds', () => {
    expectTypeOf<Property>().toEqualTypeOf<
      AlwaysProperty | StepProperty | LeadsToProperty | RespondsProperty
    >();
    expectTypeOf<Property['kind']>().toEqualTypeOf<'always' | 'step' | 'leadsTo' | 'responds'>();
    expectTypeOf(lifecycleProperties).toEqualTypeOf<readonly Property[]>();
    expectTypeOf<Memory>().toEqualTypeOf<string | number | boolean | null>();
    // @ts-expect-error: frozen.
    lifecycleProperties.push(always({ ...words, premise: yes, holds: yes }));
  });

  test('always: both conditions are about a deployment', () => {
    const made = always({
      ...words,
      premise: (deployment) => {
        expectTypeOf(deployment).toEqualTypeOf<Deployment>();
        return true;
      },
      holds: ({ status }) => status !== 'Standby',
    });
    expectTypeOf(made).toEqualTypeOf<AlwaysProperty>();
    // @ts-expect-error: frozen.
    made.id = 'another';
    // @ts-expect-error: what must hold is missing.
    always({ ...words, premise: yes });
    // @ts-expect-error: no such status.
    always({ ...words, premise: ({ status }) => status === 'Standbye', holds: yes });
    // @ts-expect-error: no such rule.
    always({ ...words, rules: ['stop.forcedly'], premise: yes, holds: yes });
    // @ts-expect-error: no such capability.
    always({ ...words, needs: ['standbye'], premise: yes, holds: yes });
    // @ts-expect-error: a promise is always true.
    always({ ...words, premise: yes, holds: async () => true });
    // @ts-expect-error: its kind is given by its constructor.
    always({ ...words, kind: 'step', premise: yes, holds: yes });
  });

  test('step: both conditions are about a step, and what is remembered', () => {
    const made = step<number>({
      ...words,
      memory: {
        initial: 0,
        after: (kept, each) => {
          expectTypeOf(each).toEqualTypeOf<Transition>();
          return kept + 1;
        },
      },
      premise: (each, kept) => {
        expectTypeOf(each).toEqualTypeOf<Transition>();
        expectTypeOf(kept).toEqualTypeOf<number>();
        return true;
      },
      holds: (_, kept) => kept < 3,
    });
    expectTypeOf(made).toEqualTypeOf<StepProperty>();
    expectTypeOf(made).toExtend<Property>();
    step({
      ...words,
      premise: (_, kept) => {
        expectTypeOf(kept).toEqualTypeOf<null>();
        return true;
      },
      holds: yes,
    });
    // @ts-expect-error: an object is never the same twice.
    step<{ starts: number }>({ ...words, premise: yes, holds: yes });
    // @ts-expect-error: what is remembered first is a number as well.
    step<number>({ ...words, memory: { initial: '0', after: () => 1 }, premise: yes, holds: yes });
    // @ts-expect-error: a memory must say what is remembered next.
    step<number>({ ...words, memory: { initial: 0 }, premise: yes, holds: yes });
  });

  test('leadsTo: both ends are deployments', () => {
    const made = leadsTo({ ...words, from: ({ status }) => status === 'Paused', to: yes });
    expectTypeOf(made).toEqualTypeOf<LeadsToProperty>();
    // @ts-expect-error: without an end.
    leadsTo({ ...words, from: yes });
  });

  test('responds: a complete action, observations, and where they lead', () => {
    const made = responds({
      ...words,
      after: { type: 'stop', force: true },
      within: ['stopping', 'deprovisioned'],
      to: ({ status }) => status === 'Stopped',
    });
    expectTypeOf(made).toEqualTypeOf<RespondsProperty>();
    // @ts-expect-error: with or without force?
    responds({ ...words, after: { type: 'stop' }, within: [], to: yes });
    // @ts-expect-error: no such observation.
    responds({ ...words, after: { type: 'pause' }, within: ['pausing'], to: yes });
  });
});

describe('verify', () => {
  test('takes options, or none', () => {
    expectTypeOf(verify).toEqualTypeOf<(options?: VerifyOptions) => VerifyReport>();
    expectTypeOf<keyof VerifyOptions>().toEqualTypeOf<
      'machine' | 'implementation' | 'properties' | 'rules' | 'only' | 'capabilities' | 'limit'
    >();
    verify();
    verify({ only: ['fits'], capabilities: [{ standby: false }], limit: undefined });
    verify({ machine: lifecycleMachine, properties: lifecycleProperties.slice() });
    // @ts-expect-error: a list.
    verify({ only: 'fits' });
    // @ts-expect-error: a rule has its source.
    verify({ rules: [{ id: 'team.rule', statement: 'So.' }] });
  });

  test('reports a verdict of each property', () => {
    expectTypeOf(report.properties).toEqualTypeOf<readonly PropertyReport[]>();
    expectTypeOf(report.combinations).toEqualTypeOf<readonly Combination[]>();
    expectTypeOf(report.holds).toEqualTypeOf<boolean>();
    expectTypeOf(report.fairness).toEqualTypeOf<string>();
    expectTypeOf(found.verdict).toEqualTypeOf<
      'holds' | 'violated' | 'vacuous' | 'not applicable'
    >();
    expectTypeOf(found.unit).toEqualTypeOf<'states' | 'transitions'>();
    expectTypeOf(found.rules).toEqualTypeOf<readonly Rule[]>();
    expectTypeOf(found.counterexample).toEqualTypeOf<Counterexample | null>();
    expectTypeOf(describeReport).toEqualTypeOf<(report: VerifyReport) => string>();
    // @ts-expect-error: frozen.
    report.holds = true;
    // @ts-expect-error: frozen.
    found.verdict = 'holds';
    // @ts-expect-error: frozen.
    report.properties.pop();
  });

  test('a counterexample has its steps, and the cycle of a run', () => {
    expectTypeOf<Counterexample>().toExtend<ViolatingRun>();
    expectTypeOf(counterexample.steps).toEqualTypeOf<readonly Transition[]>();
    expectTypeOf(counterexample.cycle).toEqualTypeOf<readonly Transition[] | null>();
    expectTypeOf(toStory).toEqualTypeOf<(counterexample: Counterexample) => string>();
    expectTypeOf(toHistory).toEqualTypeOf<(counterexample: Counterexample) => readonly string[]>();
    // @ts-expect-error: only if there is one.
    toStory(found.counterexample);
    // @ts-expect-error: frozen.
    counterexample.steps = [];
  });
});
