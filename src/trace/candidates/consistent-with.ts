/** Narrows the possible deployments down to those that are consistent with a line. */
import type { Decision } from '../../lifecycle';
import type { Call, Reading } from '../history';
import type { Candidate, CandidateSet } from './candidates';

/** Keeps the candidates that answer, or look, as the line says. */
export function consistentWith(possible: CandidateSet, entry: Call | Reading): CandidateSet {
  return entry.kind === 'seen' ? afterReading(possible, entry) : afterCall(possible, entry);
}

function afterReading(possible: CandidateSet, reading: Reading): CandidateSet {
  const { statuses, desiredStatuses, error } = reading;
  return possible.next(`${statuses} ${desiredStatuses} ${error}`, (members) =>
    members.filter(
      ({ deployment }) =>
        statuses.includes(deployment.status) &&
        desiredStatuses.includes(deployment.desiredStatus) &&
        (error === undefined || error === (deployment.error !== null)),
    ),
  );
}

function afterCall(possible: CandidateSet, call: Call): CandidateSet {
  // A 404 or 500 comes from outside the lifecycle, so no rule is about it. After a 404 nothing was done;
  // after a 500 the call may have taken effect or not.
  if (isUnknownPipeline(call)) return possible;
  if (call.answer === 500) {
    return possible.next(`${call.request} 500`, (members) => [
      ...members,
      ...members.map((candidate) => candidate.answer(call).next),
    ]);
  }
  return possible.next(`${call.request} ${call.answer} ${call.errorCode}`, (members) =>
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
