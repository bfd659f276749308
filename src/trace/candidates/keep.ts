/** Which of the possible deployments a line leaves possible. */
import type { Decision } from '../../lifecycle';
import type { Call, Sighting } from '../history';
import type { Candidate, Possible } from './possible';

/** Those that answer, or look, as the line says. */
export function keep(possible: Possible, entry: Call | Sighting): Possible {
  return entry.kind === 'seen' ? afterSighting(possible, entry) : afterCall(possible, entry);
}

function afterSighting(possible: Possible, seen: Sighting): Possible {
  const { statuses, desiredStatuses, error } = seen;
  return possible.next(`${statuses} ${desiredStatuses} ${error}`, (members) =>
    members.filter(
      ({ deployment }) =>
        statuses.includes(deployment.status) &&
        desiredStatuses.includes(deployment.desiredStatus) &&
        (error === undefined || error === (deployment.error !== null)),
    ),
  );
}

function afterCall(possible: Possible, call: Call): Possible {
  // A 404 or 500 comes from around the lifecycle: no rule speaks of it. After a 404 nothing was
  // done; after a 500 the call may have taken effect or not.
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
      return isAnswer(decision, call) ? [next] : [];
    }),
  );
}

function isUnknownPipeline({ answer, errorCode }: Call): boolean {
  return answer === 404 && (errorCode === undefined || errorCode === 'UnknownPipelineName');
}

function isAnswer(decision: Decision, { answer, errorCode }: Call): boolean {
  if (decision.httpStatus !== answer) return false;
  return errorCode === undefined || (!decision.accepted && decision.error.error_code === errorCode);
}
