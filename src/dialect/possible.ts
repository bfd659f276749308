/**
 * The one place that says what is possible: what the machine decides, and what a dialect adds.
 *
 * Whatever reads answers or moves asks here, so that no part of the library knows of a deviation
 * that another one does not know of.
 */
import {
  type Capabilities,
  type CompleteAction,
  type Decision,
  type Deployment,
  everyAction,
  everyCapabilities,
  everyObservation,
  type Observation,
  observe,
  reachableDeployments,
} from '../lifecycle';
import type { DeviatingAnswer, Deviation, Dialect } from './dialect';

/** An answer that is possible. */
export interface PossibleAnswer {
  readonly httpStatus: number;
  /** Null if the action is accepted. */
  readonly errorCode: string | null;
  /** The deployments that may follow. */
  readonly after: readonly Deployment[];
  /** Null for the answer of the machine. */
  readonly deviation: Deviation | null;
}

/** An observation that is possible. */
export interface PossibleMove {
  readonly observation: Observation;
  readonly after: Deployment;
  /** Null for one that the machine applies. */
  readonly deviation: Deviation | null;
}

/** Returns the answer of the machine, and then those that only the dialect allows. Pure. */
export function possibleAnswers(
  dialect: Dialect,
  decision: Decision,
  { deployment, action, capabilities }: AnswerQuestion,
): readonly PossibleAnswer[] {
  return [machineAnswer(decision), ...dialect.answers(deployment, action, capabilities)];
}

/** Returns the answer of the machine. Pure. */
export function machineAnswer(decision: Decision): PossibleAnswer {
  return {
    httpStatus: decision.httpStatus,
    errorCode: decision.accepted ? null : decision.error.error_code,
    after: [decision.deployment],
    deviation: null,
  };
}

/** An answer that was recorded; undefined if its code was not. */
export interface RecordedAnswer {
  readonly answer: number | null;
  readonly errorCode: string | undefined;
}

/** True if a possible answer is the one that was recorded. Pure. */
export function answersAs(
  { httpStatus, errorCode }: PossibleAnswer,
  recorded: RecordedAnswer,
): boolean {
  const isSameCode = recorded.errorCode === undefined || recorded.errorCode === errorCode;
  return httpStatus === recorded.answer && isSameCode;
}

/** A question to the machine. */
export interface AnswerQuestion {
  readonly deployment: Deployment;
  readonly action: CompleteAction;
  readonly capabilities: Capabilities;
}

/** Returns the observations that the machine applies, and then the others. Pure. */
export function possibleMoves(dialect: Dialect, deployment: Deployment): readonly PossibleMove[] {
  const applied = everyObservation.flatMap((observation): PossibleMove[] => {
    const { accepted, deployment: after } = observe(deployment, observation);
    return accepted ? [{ observation, after, deviation: null }] : [];
  });
  return [...applied, ...dialect.moves(deployment)];
}

const known = new WeakMap<Dialect, readonly GivenAnswer[]>();

/** An answer that only a dialect allows, and the action that it answers. */
type GivenAnswer = DeviatingAnswer & { readonly action: CompleteAction };

/** Returns the answers that only the dialect allows, anywhere; worked out once. */
function deviatingAnswers(dialect: Dialect): readonly GivenAnswer[] {
  const answers =
    known.get(dialect) ??
    everyCapabilities.flatMap((capabilities) =>
      reachableDeployments(capabilities).flatMap((deployment) =>
        everyAction.flatMap((action) =>
          dialect.answers(deployment, action, capabilities).map((each) => ({ ...each, action })),
        ),
      ),
    );
  known.set(dialect, answers);
  return answers;
}

/** The error codes of the answers that only the dialect allows. Pure. */
export function deviatingCodes(dialect: Dialect): ReadonlySet<string | null> {
  return new Set(deviatingAnswers(dialect).map(({ errorCode }) => errorCode));
}

/** True if a server of this dialect may accept an action with this answer. Pure. */
export function mayAccept(dialect: Dialect, action: CompleteAction, httpStatus: number): boolean {
  if (httpStatus === 202) return true;
  return (
    httpStatus < 300 &&
    deviatingAnswers(dialect).some(
      (each) => each.action === action && each.httpStatus === httpStatus,
    )
  );
}
