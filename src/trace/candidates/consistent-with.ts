/** Narrows the possible deployments down to those that are consistent with a line. */
import type { Decision } from '../../lifecycle';
import type { Call, Reading } from '../history';
import type { Candidate, CandidateSet } from './candidates';

/** Names the effect of a line: lines of the same claim leave the same candidates. Pure. */
export function claimOf(entry: Call | Reading): string {
  return entry.kind === 'seen'
    ? `${entry.statuses} ${entry.desiredStatuses} ${entry.error}`
    : `${entry.request} ${entry.answer} ${entry.errorCode}`;
}

/**
 * Keeps the candidates that answer, or look, as the line says. `claim` is that of the entry, for
 * whoever has it at hand.
 */
export function consistentWith(
  possible: CandidateSet,
  entry: Call | Reading,
  claim = claimOf(entry),
): CandidateSet {
  return entry.kind === 'seen'
    ? afterReading(possible, entry, claim)
    : afterCall(possible, entry, claim);
}

/** The candidates after a call that was decided, whatever the answer was. */
export function afterDecision(possible: CandidateSet, call: Call): CandidateSet {
  return possible.next(`${call.request} decided`, (members) =>
    members.map((candidate) => candidate.answer(call).next),
  );
}

function afterReading(possible: CandidateSet, reading: Reading, claim: string): CandidateSet {
  const { statuses, desiredStatuses, error } = reading;
  return possible.next(claim, (members) =>
    members.filter(
      ({ deployment }) =>
        statuses.includes(deployment.status) &&
        desiredStatuses.includes(deployment.desiredStatus) &&
        (error === undefined || error === (deployment.error !== null)),
    ),
  );
}

function afterCall(possible: CandidateSet, call: Call, claim: string): CandidateSet {
  // A 404 or 500 comes from outside the lifecycle, so no rule is about it. After a 404 nothing was
  // done; after a 500, or without an answer, the call may have taken effect or not.
  if (isUnknownPipeline(call)) return possible;
  if (call.answer === 500 || call.answer === null) {
    return possible.next(claim, (members) => [
      ...members,
      ...members.map((candidate) => candidate.answer(call).next),
    ]);
  }
  return possible.next(claim, (members) =>
    members.flatMap((candidate): Candidate[] => {
      const { decision, next } = candidate.answer(call);
      return answersAs(decision, call) ? [next] : [];
    }),
  );
}

function isUnknownPipeline({ answer, errorCode }: Call): boolean {
  return answer === 404 && (errorCode === undefined || errorCode === 'UnknownPipelineName');
}

function answersAs(decision: Decision, { answer, errorCode }: Call): boolean {
  if (decision.httpStatus !== answer) return false;
  return errorCode === undefined || (!decision.accepted && decision.error.error_code === errorCode);
}
