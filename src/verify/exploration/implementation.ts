/**
 * Foreign implementations: anything that decides actions and takes in observations, in whatever
 * language its insides are written, asked the same questions as the machine.
 *
 * Nothing of it is trusted. It gets copies, so that one that changes what it is given is found out, and
 * its answers are checked before they are believed.
 */

import { frozenCopy, keysOf, type Problem, shortened, show } from '../../input';
import {
  actions,
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Deployment,
  InvalidDeploymentError,
  invariants,
  type Observation,
  parseDeployment,
  toRequest,
} from '../../lifecycle';
import { deploymentKey } from '../../lifecycle/compiled';
import type { ErrorCode, RefusalStatus, RuleId } from '../../lifecycle/rules';

/** What an implementation makes of an action. */
export interface ImplementedDecision {
  readonly accepted: boolean;
  /** What the API answers: 202 where the action is accepted. */
  readonly httpStatus: number;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
  /** The id of the rule by which it is decided, where the implementation names rules. */
  readonly rule?: string | null | undefined;
  /** The body of a refusal. */
  readonly error?: { readonly error_code: string } | null | undefined;
}

/** What an implementation makes of an observation. */
export interface ImplementedOutcome {
  /** Whether it was taken in; false where it was stale. */
  readonly accepted: boolean;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
  /** The id of the rule by which it is decided, where the implementation names rules. */
  readonly rule?: string | null | undefined;
}

/**
 * What claims to be the lifecycle. Both functions must be pure: the same question has the same answer,
 * and the deployment that was given stays as it is. The library itself is one: `{ decide, observe }`.
 */
export interface LifecycleImplementation {
  decide(
    deployment: Deployment,
    action: CompleteAction,
    capabilities: Capabilities,
  ): ImplementedDecision;
  observe(deployment: Deployment, observation: Observation): ImplementedOutcome;
}

/** An implementation threw, changed what it was given, or gave an answer that is none. */
export class ImplementationError extends Error {
  override readonly name = 'ImplementationError';
  /** The function that was asked. */
  readonly asked: keyof LifecycleImplementation;
  /** What it was asked about. */
  readonly deployment: Deployment;
  readonly event: CompleteAction | Observation;

  /** @hidden Only the library throws it. */
  constructor(question: Question, problem: string, options?: ErrorOptions) {
    const { before, event } = question;
    const asked = isAction(event) ? 'decide' : 'observe';
    const { status, desiredStatus } = before;
    super(
      `${asked}, asked about '${wordsOf(event)}' in ${status}/${desiredStatus}, ${problem}`,
      options,
    );
    this.asked = asked;
    this.deployment = before;
    this.event = event;
  }
}

/** What is asked: an event, in a deployment, of a pipeline with these capabilities. */
export interface Question {
  readonly before: Deployment;
  readonly event: CompleteAction | Observation;
  readonly capabilities: Capabilities;
}

/** What came of an event. */
export interface Answer {
  readonly after: Deployment;
  readonly accepted: boolean;
  readonly rule: RuleId;
  readonly httpStatus: 202 | RefusalStatus | null;
  readonly errorCode: ErrorCode | null;
}

/** Stands for the rule of an answer that names none. */
export const unnamedRule = 'unnamed' as string as RuleId;

/** What is wrong with an implementation as such, before it is asked anything; it goes without a machine. */
export function implementationProblems(value: unknown, machine: unknown): Problem[] {
  const field = 'implementation';
  if (machine !== undefined) {
    const allowed = 'left out where an implementation is given: only one of them can be asked';
    return [{ field: 'machine', value: machine, allowed }];
  }
  if (typeof value !== 'object' || value === null) {
    return [{ field, value, allowed: 'an object with the functions decide and observe' }];
  }
  return (['decide', 'observe'] as const).flatMap((name) => {
    const found = (value as Fields)[name];
    if (typeof found === 'function') return [];
    return [{ field: `${field}.${name}`, value: found, allowed: 'a function' }];
  });
}

/**
 * The answer of an implementation. Throws ImplementationError for one that throws, that changes what it
 * is given, or whose answer is none; but answers null where that is in a deployment that cannot occur:
 * then the fault lies with what led there.
 */
export function answerOf(
  implementation: LifecycleImplementation,
  question: Question,
): Answer | null {
  try {
    return checked(asked(implementation, question), question);
  } catch (error) {
    if (error instanceof ImplementationError && !canOccur(question.before)) return null;
    throw error;
  }
}

const canOccur = (deployment: Deployment) => invariants.every(({ holds }) => holds(deployment));

type Fields = Readonly<Record<string, unknown>>;

function asked(implementation: LifecycleImplementation, question: Question): unknown {
  const { before, event, capabilities } = question;
  const given = { before: copyOf(before), event: copyOf(event), capabilities: { ...capabilities } };
  const answer = called(implementation, given, question);
  for (const field of keysOf({ ...before, ...given.before })) {
    const [was, is] = [before[field], given.before[field]];
    if (same(was, is)) continue;
    const change = `${field} was ${show(was)} and is ${show(is)}`;
    throw new ImplementationError(
      question,
      `changed the deployment that it was given: ${change}. It must leave that as it is, and return another one.`,
    );
  }
  if (!same(event, given.event) || !same(capabilities, given.capabilities)) {
    throw new ImplementationError(question, 'changed the event or the capabilities it was given.');
  }
  return answer;
}

function called(
  implementation: LifecycleImplementation,
  { before, event, capabilities }: Question,
  question: Question,
): unknown {
  try {
    return isAction(event)
      ? implementation.decide(before, event, capabilities)
      : implementation.observe(before, event);
  } catch (cause) {
    throw new ImplementationError(question, `threw: ${shortened(String(cause), 400)}`, { cause });
  }
}

function checked(answer: unknown, question: Question): Answer {
  const { event } = question;
  const must = (field: string, value: unknown, allowed: string) =>
    new ImplementationError(
      question,
      `answered with ${field} ${show(value)}, but it must be ${allowed}.`,
    );
  if (typeof answer !== 'object' || answer === null) throw must('the value', answer, 'an object');
  if ('then' in answer) throw must('a promise:', answer, 'an answer at once');
  const { accepted, httpStatus, deployment, rule, error } = answer as Fields;
  if (typeof accepted !== 'boolean') throw must('accepted', accepted, 'true or false');
  const named = rule ?? unnamedRule;
  if (typeof named !== 'string' || named === '') {
    throw must('rule', rule, 'the id of a rule, or left out');
  }
  const after = deploymentAfter(deployment, question);
  const said = { after, accepted, rule: named as RuleId };
  if (!isAction(event)) return { ...said, httpStatus: null, errorCode: null };
  if (!Number.isInteger(httpStatus)) throw must('httpStatus', httpStatus, 'an HTTP status code');
  const code = (error as Fields | null | undefined)?.error_code;
  if (!accepted && typeof code !== 'string') {
    throw must('error', error, 'an object with an error_code, because the action is refused');
  }
  return {
    ...said,
    httpStatus: httpStatus as Answer['httpStatus'],
    errorCode: accepted ? null : (code as ErrorCode),
  };
}

function deploymentAfter(value: unknown, question: Question): Deployment {
  const { before } = question;
  if (same(value, before)) return before;
  if (deploymentKey(value as Deployment) < 0) {
    throw new ImplementationError(question, `answered with no deployment. ${problemOf(value)}`);
  }
  const made = value as Deployment;
  const fields = Object.fromEntries(keysOf(before).map((field) => [field, made[field]]));
  return Object.freeze({ ...fields, error: errorAfter(made.error, question) }) as Deployment;
}

/** Errors are the same where they say the same; the properties compare them by reference. */
function errorAfter(error: Deployment['error'], { before, event }: Question): Deployment['error'] {
  if (same(error, before.error)) return before.error;
  if (event.type === 'failed' && same(error, event.error)) return event.error;
  return frozenCopy(error);
}

function problemOf(value: unknown): string {
  try {
    parseDeployment(value);
  } catch (error) {
    if (error instanceof InvalidDeploymentError) return error.message;
  }
  return `Invalid deployment: ${show(value)}, but must have exactly the fields ${keysOf(createDeployment()).join(', ')}.`;
}

function isAction(event: CompleteAction | Observation): event is CompleteAction {
  return event.type in actions;
}

function wordsOf(event: CompleteAction | Observation): string {
  return isAction(event) ? toRequest(event) : event.type;
}

/** A copy that may be changed. */
function copyOf<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** Whether two values of plain JSON say the same. */
function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false;
  }
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => key in other && same((one as Fields)[key], (other as Fields)[key]))
  );
}
