/**
 * Model-based commands for `fc.modelRun` and `fc.asyncModelRun`: one arbitrary for each action, for
 * each observation that a runner can report, and for a poll. The model is the library's own
 * deployment.
 *
 *     const commands = fc.commands(lifecycleCommands(), { maxCommands: 100, size: 'max' });
 *     fc.property(commands, (each) =>
 *       fc.modelRun(() => ({ model: new LifecycleModel(), real: myPipeline() }), each),
 *     );
 *
 * Ask for many: a report is left out of a run if it could not be applied to the model.
 */
import fc from 'fast-check';
import { InvalidInputError, member, optionsOf, throwFirst } from '../../input';
import {
  actionTypes,
  type CompleteAction,
  type Observation,
  type ObservationType,
  observations,
  observationTypes,
  toRequest,
} from '../../lifecycle';
import { anyAction } from '../arbitraries';
import { errorWithCode, pollStepLine, reportLine } from '../script';
import { MismatchError } from './mismatch-error';
import type { LifecycleModel, ModelReading } from './model';

/** An implementation's answer to a call. */
export interface CallAnswer {
  /** The HTTP status code of the answer. */
  readonly httpStatus: number;
  /** The error code of a refusal; compared if it is given. */
  readonly errorCode?: string | undefined;
}

/** An implementation's answer to a report. */
export interface ReportAnswer {
  /** True if the observation was applied, false if it was stale. */
  readonly accepted: boolean;
}

/** A pipeline under test. It begins as its model does: never started, as a rule. */
export interface LifecycleUnderTest {
  call(action: CompleteAction): CallAnswer;
  /** Leave this out if the runner cannot be simulated; ask for commands with `reports: false`. */
  report?(observation: Observation): ReportAnswer;
  read(): ModelReading;
}

/** A pipeline under test whose functions return promises. */
export interface AsyncLifecycleUnderTest {
  call(action: CompleteAction): Promise<CallAnswer>;
  /** Leave this out if the runner cannot be simulated; ask for commands with `reports: false`. */
  report?(observation: Observation): Promise<ReportAnswer>;
  read(): Promise<ModelReading>;
}

/** The choice of commands. */
export interface LifecycleCommandsOptions {
  /** Include reports of the runner. By default true. */
  readonly reports?: boolean | undefined;
  /** Include stale reports: late, repeated, or of another generation. By default true. */
  readonly stale?: boolean | undefined;
}

/** Commands for `fc.modelRun`, to be passed to `fc.commands`. Throws InvalidInputError. */
export function lifecycleCommands(
  options: LifecycleCommandsOptions = {},
): fc.Arbitrary<fc.Command<LifecycleModel, LifecycleUnderTest>>[] {
  return exchangesOf(options).map((exchanges) =>
    exchanges.map((exchange) => ({
      check: (model: Readonly<LifecycleModel>) => exchange.makesSense(model),
      run: (model: LifecycleModel, real: LifecycleUnderTest) =>
        exchange.settle(model, exchange.ask(real)),
      toString: () => exchange.line,
    })),
  );
}

/** Commands for `fc.asyncModelRun`, to be passed to `fc.commands`. Throws InvalidInputError. */
export function asyncLifecycleCommands(
  options: LifecycleCommandsOptions = {},
): fc.Arbitrary<fc.AsyncCommand<LifecycleModel, AsyncLifecycleUnderTest>>[] {
  return exchangesOf(options).map((exchanges) =>
    exchanges.map((exchange) => ({
      check: (model: Readonly<LifecycleModel>) => exchange.makesSense(model),
      run: async (model: LifecycleModel, real: AsyncLifecycleUnderTest) =>
        exchange.settle(model, await exchange.ask(real)),
      toString: () => exchange.line,
    })),
  );
}

/** A question to the implementation, and the comparison of its answer. */
interface Exchange {
  /** As a line of a scenario script. */
  readonly line: string;
  makesSense(model: Readonly<LifecycleModel>): boolean;
  ask(real: LifecycleUnderTest | AsyncLifecycleUnderTest): unknown;
  /** Asks the model the same, and compares the answers. Throws MismatchError. */
  settle(model: LifecycleModel, answer: unknown): void;
}

function exchangesOf(options: LifecycleCommandsOptions): fc.Arbitrary<Exchange>[] {
  const given = optionsOf(options, ['reports', 'stale'], 'a set of commands');
  const { reports = true, stale = true } = given;
  throwFirst([
    ...member('reports', reports, [true, false]),
    ...member('stale', stale, [true, false]),
  ]);
  return [
    ...actionTypes.map((type) => anyAction(type).map(callExchange)),
    ...(reports ? observationTypes : []).map((type) => anyReportCommand(type, stale)),
    fc.constant(poll),
  ];
}

function callExchange(action: CompleteAction): Exchange {
  const line = toRequest(action);
  return {
    line,
    // Refused actions are tested as well.
    makesSense: () => true,
    ask: (real) => real.call(action),
    settle(model, answer) {
      const { httpStatus, errorCode } = commandFieldsOf('call', answer, ['httpStatus']);
      const { status, desiredStatus } = model.deployment;
      const decision = model.call(action);
      const { rule } = decision;
      const expectedCode = decision.accepted ? undefined : decision.error.error_code;
      const sameCode = errorCode === undefined || errorCode === expectedCode;
      if (httpStatus === decision.httpStatus && sameCode) return;
      const where = `${line}, in ${status}/${desiredStatus}`;
      const expected = words(decision.httpStatus, expectedCode);
      throw new MismatchError(where, expected, words(httpStatus, errorCode), rule);
    },
  };
}

const words = (...parts: readonly unknown[]) =>
  parts.filter((part) => part !== undefined).join(' ');

/** Reports of a type. A stale one is admitted only now and then, or a run would get nowhere. */
function anyReportCommand(type: ObservationType, stale: boolean): fc.Arbitrary<Exchange> {
  const { carries } = observations[type];
  const payload: fc.Arbitrary<object> = {
    nothing: fc.constant({}),
    error: fc.constant({ error: errorWithCode('OutOfMemory') }),
    checkpoint: fc.nat({ max: 9 }).map((checkpoint) => ({ checkpoint })),
  }[carries ?? 'nothing'];
  const usual = fc.constant({ mayBeStale: false });
  const late = fc.oneof(
    fc.constant({ mayBeStale: true }),
    fc.nat({ max: 3 }).map((generation) => ({ mayBeStale: true, generation })),
  );
  const manner: fc.Arbitrary<{ readonly mayBeStale: boolean; readonly generation?: number }> = stale
    ? fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: late })
    : usual;
  return fc.tuple(payload, manner).map(([carried, { mayBeStale, ...fence }]) => {
    return reportExchange({ type, ...carried, ...fence } as Observation, mayBeStale);
  });
}

function reportExchange(observation: Observation, mayBeStale: boolean): Exchange {
  const line = reportLine(observation);
  return {
    line,
    makesSense: (model) => mayBeStale || model.canApply(observation),
    ask(real) {
      if (real.report !== undefined) return real.report(observation);
      const allowed = 'a function; without one, ask for commands with `reports: false`';
      throw new InvalidInputError({ field: 'report', value: undefined, allowed });
    },
    settle(model, answer) {
      const { accepted } = commandFieldsOf('report', answer, ['accepted']);
      const { status, desiredStatus } = model.deployment;
      const outcome = model.report(observation);
      if (accepted === outcome.accepted) return;
      const where = `${line}, in ${status}/${desiredStatus}`;
      const said = (isAccepted: unknown) => (isAccepted === true ? 'applied' : 'stale');
      throw new MismatchError(where, said(outcome.accepted), said(accepted), outcome.rule);
    },
  };
}

const poll: Exchange = {
  line: pollStepLine,
  makesSense: () => true,
  ask: (real) => real.read(),
  settle(model, answer) {
    const fields = ['status', 'desiredStatus', 'hasError'] as const;
    const read = commandFieldsOf('read', answer, fields);
    const expected = model.reading;
    for (const field of fields) {
      if (read[field] === expected[field]) continue;
      const [wanted, received] = [`${field} ${expected[field]}`, `${field} ${read[field]}`];
      throw new MismatchError(pollStepLine, wanted, received, model.setBy(field));
    }
  },
};

/** The fields of an answer. Throws InvalidInputError if it lacks one. */
function commandFieldsOf(
  asked: string,
  answer: unknown,
  needed: readonly string[],
): Readonly<Record<string, unknown>> {
  const isObject = typeof answer === 'object' && answer !== null;
  if (isObject && 'then' in answer) {
    const allowed = 'an answer and not a promise; `asyncLifecycleCommands` waits for promises';
    throw new InvalidInputError({ field: asked, value: answer, allowed });
  }
  if (!isObject || needed.some((field) => !(field in answer))) {
    const allowed = `an object with ${needed.join(', ')}`;
    throw new InvalidInputError({ field: asked, value: answer, allowed });
  }
  return answer as Readonly<Record<string, unknown>>;
}
