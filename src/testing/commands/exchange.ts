/** Exchanges: one question to an implementation, asked of the model as well. */
import { InvalidInputError } from '../../input';
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  decide,
  type Observation,
  observe,
  toRequest,
} from '../../lifecycle';
import { pollStepLine, reportLine } from '../script';
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

/** A question to the implementation, and the comparison of its answer. */
export interface Exchange {
  /** As a line of a scenario script. */
  readonly line: string;
  /** The deployment after it; null if it is refused or stale, so that it leads nowhere. */
  after(before: Deployment, capabilities: Capabilities): Deployment | null;
  ask(real: LifecycleUnderTest | AsyncLifecycleUnderTest): unknown;
  /** Asks the model the same, and compares the answers. Throws MismatchError. */
  settle(model: LifecycleModel, answer: unknown): void;
}

/** The exchange about an action. */
export function callExchange(action: CompleteAction): Exchange {
  const line = toRequest(action);
  return {
    line,
    after(before, capabilities) {
      const { accepted, deployment } = decide(before, action, capabilities);
      return accepted ? deployment : null;
    },
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

/** The exchange about a report of the runner. */
export function reportExchange(observation: Observation): Exchange {
  const line = reportLine(observation);
  return {
    line,
    after(before) {
      const { accepted, deployment } = observe(before, observation);
      return accepted ? deployment : null;
    },
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

/** The exchange about a reading. */
export const pollExchange: Exchange = {
  line: pollStepLine,
  after: (before) => before,
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
