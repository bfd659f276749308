/**
 * Foreign implementations: any pair of functions that decide actions and observe, asked the same
 * questions as the machine.
 *
 * An implementation is not trusted. It gets copies of its arguments, so that a change to them is
 * noticed, and its answers are validated before they are used.
 */

import {
  type Fields,
  InvalidInputError,
  isInstanceOf,
  isSame,
  keysOf,
  memberOf,
  type Problem,
  readThrown,
  shortened,
  show,
} from '../../input';
import {
  actions,
  type Capabilities,
  type CompleteAction,
  type Deployment,
  InvalidDeploymentError,
  invariants,
  type Observation,
  parseDeployment,
  toRequest,
} from '../../lifecycle';
import { keyOfRead, readDeployment } from '../../lifecycle/compiled';
import type { ErrorCode, RefusalStatus, RuleId } from '../../lifecycle/rules';

/** The decision of an implementation about an action. */
export interface ImplementedDecision {
  readonly accepted: boolean;
  /** The status code of the answer; 202 if the action is accepted. */
  readonly httpStatus: number;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
  /** The id of the rule that decided, if the implementation names rules. */
  readonly rule?: string | null | undefined;
  /** The body of a refusal. */
  readonly error?: { readonly error_code: string } | null | undefined;
}

/** The outcome of an observation in an implementation. */
export interface ImplementedOutcome {
  /** True if the observation was applied; false if it was stale. */
  readonly accepted: boolean;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
  /** The id of the rule that decided, if the implementation names rules. */
  readonly rule?: string | null | undefined;
}

/**
 * Anything that claims to behave like the lifecycle. Both functions must be pure: the same
 * arguments give the same answer and are left unchanged. The library itself is one: `{ decide,
 * observe }`.
 */
export interface LifecycleImplementation {
  decide(
    deployment: Deployment,
    action: CompleteAction,
    capabilities: Capabilities,
  ): ImplementedDecision;
  observe(deployment: Deployment, observation: Observation): ImplementedOutcome;
}

/** An implementation threw, changed its arguments, or returned something that is not an answer. */
export class ImplementationError extends Error {
  override readonly name = 'ImplementationError';
  /** The function that was called. */
  readonly asked: keyof LifecycleImplementation;
  /** The deployment it was called with. */
  readonly deployment: Deployment;
  readonly event: CompleteAction | Observation;

  /** @hidden Only the library throws it. */
  constructor(question: Question, problem: string, options?: ErrorOptions) {
    const { before, event } = question;
    const asked = isActionEvent(event) ? 'decide' : 'observe';
    const { status, desiredStatus } = before;
    super(
      `${asked}, asked about '${eventInWords(event)}' in ${status}/${desiredStatus}, ${problem}`,
      options,
    );
    this.asked = asked;
    this.deployment = before;
    this.event = event;
  }
}

/** An event, the deployment it meets, and the capabilities of the pipeline. */
export interface Question {
  readonly before: Deployment;
  readonly event: CompleteAction | Observation;
  readonly capabilities: Capabilities;
}

/** The outcome of one event. */
export interface EventOutcome {
  /** The deployment afterwards. */
  readonly after: Deployment;
  /** True for an accepted action, and for an observation that was applied. */
  readonly accepted: boolean;
  /** The rule that decided; `unnamed` if an implementation names none. */
  readonly rule: RuleId;
  /** The status code that answers an action; null for an observation. */
  readonly httpStatus: 202 | RefusalStatus | null;
  /** The error code of a refused action; else null. */
  readonly errorCode: ErrorCode | null;
}

/** Stands for the rule of an answer that names none. */
export const unnamedRule = 'unnamed' as string as RuleId;

/** Problems with an implementation before it is called; it cannot be combined with a machine. */
export function implementationProblems(value: unknown, machine: unknown): Problem[] {
  const field = 'implementation';
  if (machine !== undefined) {
    const allowed = 'left out: give either a machine or an implementation';
    return [{ field: 'machine', value: machine, allowed }];
  }
  if (typeof value !== 'object' || value === null) {
    return [{ field, value, allowed: 'an object with the functions decide and observe' }];
  }
  return (['decide', 'observe'] as const).flatMap((name) => {
    const found = memberOf(value, name);
    if (typeof found === 'function') return [];
    return [{ field: `${field}.${name}`, value: found, allowed: 'a function' }];
  });
}

/**
 * Asks an implementation and validates its answer. Throws ImplementationError if it throws, changes
 * its arguments or gives no proper answer. In a deployment that cannot occur it returns null
 * instead: the fault then lies with the event that led there.
 */
export function askImplementation(
  implementation: LifecycleImplementation,
  question: Question,
): EventOutcome | null {
  try {
    return validatedOutcome(askWithCopies(implementation, question), question);
  } catch (error) {
    if (isInstanceOf(error, ImplementationError) && !canOccur(question.before)) return null;
    throw error;
  }
}

const canOccur = (deployment: Deployment) => invariants.every(({ holds }) => holds(deployment));

function askWithCopies(implementation: LifecycleImplementation, question: Question): unknown {
  const { before, event, capabilities } = question;
  const given = {
    before: mutableCopy(before),
    event: mutableCopy(event),
    capabilities: { ...capabilities },
  };
  const answer = callImplementation(implementation, given, question);
  for (const field of keysOf({ ...before, ...given.before })) {
    const [was, is] = [before[field], given.before[field]];
    if (isSame(was, is)) continue;
    const change = `${field} was ${show(was)} and is ${show(is)}`;
    throw new ImplementationError(
      question,
      `changed the deployment it was given: ${change}. Return a changed copy instead.`,
    );
  }
  if (!isSame(event, given.event) || !isSame(capabilities, given.capabilities)) {
    throw new ImplementationError(question, 'changed the event or the capabilities it was given.');
  }
  return answer;
}

function callImplementation(
  implementation: LifecycleImplementation,
  { before, event, capabilities }: Question,
  question: Question,
): unknown {
  try {
    return isActionEvent(event)
      ? implementation.decide(before, event, capabilities)
      : implementation.observe(before, event);
  } catch (cause) {
    throw new ImplementationError(question, `threw: ${shortened(readThrown(cause).text, 400)}`, {
      cause,
    });
  }
}

function validatedOutcome(answer: unknown, question: Question): EventOutcome {
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
  const outcome = { after, accepted, rule: named as RuleId };
  if (!isActionEvent(event)) return { ...outcome, httpStatus: null, errorCode: null };
  if (!Number.isInteger(httpStatus)) throw must('httpStatus', httpStatus, 'an HTTP status code');
  const code = (error as Fields | null | undefined)?.error_code;
  if (!accepted && typeof code !== 'string') {
    throw must('error', error, 'an object with an error_code, because the action is refused');
  }
  return {
    ...outcome,
    httpStatus: httpStatus as EventOutcome['httpStatus'],
    errorCode: accepted ? null : (code as ErrorCode),
  };
}

function deploymentAfter(value: unknown, question: Question): Deployment {
  const read = readAnswer(value, question);
  if (isSame(read, question.before)) return question.before;
  return Object.freeze({ ...read, error: errorAfter(read.error, question) });
}

/** Returns the fields of a deployment that need not be able to occur, each read once. */
function readAnswer(value: unknown, question: Question): Deployment {
  try {
    const problems: Problem[] = [];
    const read = readDeployment(value, problems);
    const [first, ...others] = problems;
    if (first !== undefined) throw new InvalidDeploymentError([first, ...others]);
    // Of a malformed one, the parser says what is wrong.
    return read === undefined || keyOfRead(read) < 0 ? parseDeployment(read ?? value) : read;
  } catch (error) {
    const problem = isInstanceOf(error, InvalidInputError) ? error.message : show(error);
    throw new ImplementationError(question, `answered with an invalid deployment. ${problem}`);
  }
}

/** Keeps an equal error identical, because the properties compare errors by reference. */
function errorAfter(error: Deployment['error'], { before, event }: Question): Deployment['error'] {
  if (isSame(error, before.error)) return before.error;
  if (event.type === 'failed' && isSame(error, event.error)) return event.error;
  return error;
}

/** Tells an action from an observation. Pure. */
export function isActionEvent(event: CompleteAction | Observation): event is CompleteAction {
  return Object.hasOwn(actions, event.type);
}

function eventInWords(event: CompleteAction | Observation): string {
  return isActionEvent(event) ? toRequest(event) : event.type;
}

function mutableCopy<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
