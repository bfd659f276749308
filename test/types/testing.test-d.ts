/** The public types of the testing kit, as exact as they are promised. Nothing here runs. */
import {
  type ActionType,
  type CompleteAction,
  type Deployment,
  type DeploymentStatus,
  decide,
  type InvalidInputError,
  observe,
} from 'pipeline-lifecycle';
import { type Clock, systemClock } from 'pipeline-lifecycle/host';
import {
  BrokenRuleError,
  type CheckRulesOptions,
  type ConcurrentReport,
  type ConformanceBudget,
  type ConformanceDeviation,
  ConformanceError,
  type ConformanceOptions,
  type ConformanceRemark,
  type ConformanceReport,
  type CoverageColumn,
  type CoveragePart,
  type CoverageReport,
  type CoverageRow,
  checkConformance,
  checkRules,
  conformanceToJUnit,
  conformanceToMarkdown,
  type Disturbance,
  type DriverAnswer,
  type DriverReading,
  describeConformance,
  type Failure,
  foreignStatuses,
  type HttpDriverOptions,
  type HttpFetch,
  httpDriver,
  ImplementationError,
  type LifecycleDriver,
  type LifecycleImplementation,
  libraryImplementation,
  type Progress,
  type RuleCheck,
  type RuleCheckOptions,
  type RuleCoverage,
  ruleChecks,
  TimeLimitError,
  type Trouble,
  UnreachableError,
} from 'pipeline-lifecycle/testing';
import {
  lifecycleProperties,
  type PropertyReport,
  type VerifyReport,
  ImplementationError as VerifysError,
  verify,
} from 'pipeline-lifecycle/verify';
import { describe, expectTypeOf, test } from 'vitest';

declare const driver: LifecycleDriver;
declare const report: ConformanceReport;
declare const row: CoverageRow;
declare const implementation: LifecycleImplementation;
declare const rule: RuleCheck;

describe('a driver', () => {
  test('has four functions, and a fifth if it can disturb', () => {
    expectTypeOf<LifecycleDriver>().toEqualTypeOf<{
      create(): Promise<void>;
      call(action: CompleteAction): Promise<DriverAnswer>;
      read(): Promise<DriverReading>;
      destroy(): Promise<void>;
      disturb?(disturbance: Disturbance): Promise<boolean>;
    }>();
    expectTypeOf<Disturbance>().toEqualTypeOf<'killRunner' | 'failPipeline'>();
    expectTypeOf<DriverAnswer>().toEqualTypeOf<{
      readonly httpStatus: number;
      readonly body: unknown;
      readonly retryAfter?: number | undefined;
    }>();
    expectTypeOf<DriverReading>().toEqualTypeOf<{
      readonly deployment_status: string;
      readonly deployment_desired_status: string;
      readonly deployment_error?: unknown;
    }>();
  });

  test('is not half of one', () => {
    const { destroy: _, ...withoutDestroy } = driver;
    // @ts-expect-error: it leaves something behind.
    checkConformance(withoutDestroy);
    // @ts-expect-error: a poll reads both statuses.
    ({ ...driver, read: async () => ({ deployment_status: 'Stopped' }) }) satisfies LifecycleDriver;
    // @ts-expect-error: an answer has a number.
    ({ ...driver, call: async () => ({ httpStatus: '202', body: 0 }) }) satisfies LifecycleDriver;
    // @ts-expect-error: an answer comes later.
    ({ ...driver, call: () => ({ httpStatus: 202, body: null }) }) satisfies LifecycleDriver;
    // @ts-expect-error: it says whether it did.
    ({ ...driver, disturb: async () => {} }) satisfies LifecycleDriver;
  });

  test('may look at the action that it is to call', () => {
    const call: LifecycleDriver['call'] = async (action) => {
      expectTypeOf(action).toEqualTypeOf<CompleteAction>();
      if (action.type === 'stop') expectTypeOf(action.force).toEqualTypeOf<boolean>();
      return { httpStatus: 202, body: undefined };
    };
    ({ ...driver, call }) satisfies LifecycleDriver;
  });

  test('over HTTP needs to know where, and which pipeline', () => {
    expectTypeOf(httpDriver).toEqualTypeOf<(options: HttpDriverOptions) => LifecycleDriver>();
    expectTypeOf<keyof HttpDriverOptions>().toEqualTypeOf<
      | 'baseUrl'
      | 'pipeline'
      | 'apiKey'
      | 'prefix'
      | 'fetch'
      | 'timeout'
      | 'stopsWithin'
      | 'clock'
      | 'dialect'
    >();
    const where = { baseUrl: 'http://localhost:8080', pipeline: 'scratch' };
    httpDriver(where);
    httpDriver({ ...where, apiKey: undefined, prefix: '/', fetch, clock: systemClock });
    httpDriver({ ...where, fetch: async () => ({ status: 200, text: async () => '{}' }) });
    expectTypeOf<typeof fetch>().toExtend<HttpFetch>();
    // @ts-expect-error: of which pipeline?
    httpDriver({ baseUrl: where.baseUrl });
    // @ts-expect-error: where is it?
    httpDriver({ pipeline: where.pipeline });
    // @ts-expect-error: no such option.
    httpDriver({ ...where, token: 'secret' });
    // @ts-expect-error: in milliseconds.
    httpDriver({ ...where, stopsWithin: '1m' });
    // @ts-expect-error: a fetch promises a response.
    httpDriver({ ...where, fetch: () => ({ status: 200 }) });
  });
});

describe('checkConformance', () => {
  test('takes a driver, and options or none', () => {
    expectTypeOf(checkConformance).toEqualTypeOf<
      (driver: LifecycleDriver, options?: ConformanceOptions) => Promise<ConformanceReport>
    >();
    checkConformance(driver, {
      capabilities: { standby: false },
      seed: undefined,
      statuses: { Warming: ['Provisioning', 'Standby'] },
      onProgress: (progress) => expectTypeOf(progress).toEqualTypeOf<Progress>(),
    });
    // @ts-expect-error: a driver, not its options.
    checkConformance({ baseUrl: 'http://localhost:8080', pipeline: 'scratch' });
    checkConformance(driver, { budget: 5_000 });
    checkConformance(driver, { budget: { walks: 40 } satisfies ConformanceBudget });
    checkConformance(driver, { budget: { calls: 2_000, milliseconds: 60_000 } });
    checkConformance(driver, { clock: systemClock satisfies Clock });
    // @ts-expect-error: in milliseconds.
    checkConformance(driver, { budget: '5m' });
    // @ts-expect-error: polls are not counted.
    checkConformance(driver, { budget: { polls: 100 } });
    // @ts-expect-error: no such capability.
    checkConformance(driver, { capabilities: { standbye: false } });
    // @ts-expect-error: Suspended is desired, never a status.
    checkConformance(driver, { statuses: { Frozen: ['Suspended'] } });
    // @ts-expect-error: a list, even of one.
    checkConformance(driver, { statuses: { Warming: 'Provisioning' } });
    checkConformance(driver, { strict: true, keepGoing: true, clients: 4 });
    // @ts-expect-error: no such option.
    checkConformance(driver, { retries: 3 });
    expectTypeOf(foreignStatuses).toEqualTypeOf<
      Readonly<Record<string, readonly DeploymentStatus[]>>
    >();
  });

  test('reports what has come of it', () => {
    expectTypeOf<ConformanceReport>().toEqualTypeOf<{
      readonly outcome: 'conforms' | 'violates' | 'unreachable';
      readonly seed: number;
      readonly walks: number;
      readonly calls: number;
      readonly requests: number;
      readonly elapsed: number;
      readonly failure: Failure | null;
      readonly failures: readonly Failure[];
      readonly remarks: readonly ConformanceRemark[];
      readonly dialect: string;
      readonly deviations: readonly ConformanceDeviation[];
      readonly concurrent: ConcurrentReport | null;
      readonly troubles: readonly Trouble[];
      readonly coverage: CoverageReport;
    }>();
    expectTypeOf(describeConformance).toEqualTypeOf<(report: ConformanceReport) => string>();
    expectTypeOf(conformanceToMarkdown).toEqualTypeOf<(report: ConformanceReport) => string>();
    expectTypeOf(conformanceToJUnit).toEqualTypeOf<(report: ConformanceReport) => string>();
    // @ts-expect-error: it is waited for first.
    describeConformance(checkConformance(driver));
  });

  test('gives a failure only if there is one', () => {
    // @ts-expect-error: it may conform.
    report.failure.history;
    if (report.failure !== null) {
      expectTypeOf(report.failure).toEqualTypeOf<Failure>();
      expectTypeOf(report.failure.kind).toEqualTypeOf<
        'illegal' | 'malformed' | 'stuck' | 'refused'
      >();
      expectTypeOf(report.failure.rule).toEqualTypeOf<string | null>();
      expectTypeOf(report.failure.history).toEqualTypeOf<readonly string[]>();
      expectTypeOf(report.failure.again.failed).toEqualTypeOf<number>();
    }
    // @ts-expect-error: no such outcome.
    report.outcome === 'passed';
  });

  test('counts each action in each pair', () => {
    expectTypeOf<CoverageColumn>().toEqualTypeOf<ActionType | 'stop?force=true'>();
    expectTypeOf(report.coverage.rows).toEqualTypeOf<readonly CoverageRow[]>();
    expectTypeOf(report.coverage.stays).toEqualTypeOf<CoveragePart>();
    expectTypeOf<CoveragePart>().toEqualTypeOf<{
      readonly covered: number;
      readonly total: number;
      readonly missing: readonly string[];
    }>();
    expectTypeOf(report.coverage.rules).toEqualTypeOf<readonly RuleCoverage[]>();
    expectTypeOf(row.counts).toEqualTypeOf<Readonly<Record<CoverageColumn, number>>>();
    expectTypeOf(row.counts['stop?force=true']).toEqualTypeOf<number>();
    expectTypeOf(row.why).toEqualTypeOf<string | null>();
    // @ts-expect-error: it is named as in the vocabulary.
    row.counts.dismiss_error;
  });

  test('hands out what is read-only', () => {
    // @ts-expect-error: frozen.
    report.outcome = 'conforms';
    // @ts-expect-error: frozen.
    report.troubles.pop();
    // @ts-expect-error: frozen.
    row.counts.start = 1;
    // @ts-expect-error: frozen.
    if (report.failure !== null) report.failure.history.push('');
  });
});

describe('ruleChecks', () => {
  test('are checks by name, to be called on an implementation', () => {
    expectTypeOf(ruleChecks).toEqualTypeOf<readonly RuleCheck[]>();
    expectTypeOf<RuleCheck>().toEqualTypeOf<{
      readonly id: string;
      readonly requirement: string | null;
      readonly statement: string;
      readonly check: (implementation: LifecycleImplementation, options?: RuleCheckOptions) => void;
    }>();
    expectTypeOf<keyof RuleCheckOptions>().toEqualTypeOf<'capabilities' | 'limit' | 'rules'>();
    rule.check(implementation, { capabilities: [{ standby: false }], limit: 400 });
    // @ts-expect-error: a check is of one rule.
    rule.check(implementation, { only: ['forced-stop'] });
    // @ts-expect-error: frozen.
    ruleChecks.pop();
    // @ts-expect-error: frozen.
    rule.check = () => {};
  });

  test('take the functions of the library, and those of anyone that are like them', () => {
    expectTypeOf(libraryImplementation).toEqualTypeOf<LifecycleImplementation>();
    rule.check({ decide, observe });
    rule.check({
      decide: (deployment, action, capabilities) => {
        expectTypeOf(deployment).toEqualTypeOf<Deployment>();
        expectTypeOf(action).toEqualTypeOf<CompleteAction>();
        expectTypeOf(capabilities.standby).toEqualTypeOf<boolean>();
        return decide(deployment, action, capabilities);
      },
      observe,
    });
    // An implementation in other words answers with less than the library does.
    const accepted = true as boolean;
    rule.check({
      decide: (deployment) => ({ accepted, httpStatus: 202, deployment }),
      observe: (deployment) => ({ accepted, deployment }),
    });
    // @ts-expect-error: half of an implementation.
    rule.check({ decide });
    // @ts-expect-error: a decision says which deployment comes of it.
    rule.check({ decide: () => ({ accepted: true, httpStatus: 202 }), observe });
    // @ts-expect-error: a driver is tested by checkConformance.
    rule.check(driver);
    // @ts-expect-error: it answers at once.
    rule.check({ decide: async (...question) => decide(...question), observe });
  });

  test('are all made at once by checkRules, with properties of your own', () => {
    expectTypeOf(checkRules).toEqualTypeOf<
      (implementation: LifecycleImplementation, options?: CheckRulesOptions) => VerifyReport
    >();
    expectTypeOf<keyof CheckRulesOptions>().toEqualTypeOf<
      'properties' | 'rules' | 'only' | 'capabilities' | 'limit'
    >();
    checkRules(implementation, { only: ['forced-stop'], properties: lifecycleProperties });
    verify({ implementation });
    // @ts-expect-error: which one is said once.
    checkRules(implementation, { implementation });
    // @ts-expect-error: of what?
    checkRules();
  });
});

test('errors are told apart by their class', () => {
  const caught: unknown = undefined;
  if (caught instanceof BrokenRuleError) {
    expectTypeOf(caught.id).toEqualTypeOf<string>();
    expectTypeOf(caught.requirement).toEqualTypeOf<string | null>();
    expectTypeOf(caught.story).toEqualTypeOf<string>();
    expectTypeOf(caught.history).toEqualTypeOf<readonly string[]>();
    expectTypeOf(caught.report).toEqualTypeOf<PropertyReport>();
  }
  if (caught instanceof ConformanceError) {
    expectTypeOf(caught.kind).toEqualTypeOf<Failure['kind']>();
  }
  if (caught instanceof TimeLimitError) expectTypeOf(caught.milliseconds).toEqualTypeOf<number>();
  expectTypeOf<TimeLimitError>().toExtend<UnreachableError>();
  expectTypeOf<BrokenRuleError>().not.toExtend<InvalidInputError>();
  expectTypeOf(ImplementationError).toEqualTypeOf(VerifysError);
  // @ts-expect-error: frozen.
  new ConformanceError('stuck', '').kind = 'illegal';
  // @ts-expect-error: no such kind.
  new ConformanceError('slow', '');
  // @ts-expect-error: how long was it waited for?
  new TimeLimitError('a poll');
  // @ts-expect-error: what could not be reached has not broken a rule.
  new UnreachableError('').kind;
});
