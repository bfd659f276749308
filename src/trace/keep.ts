/** Which of the possible deployments a line leaves possible. */
import type { Decision } from '../lifecycle';
import type { Call, Sighting } from './history';
import type { Candidate, Possible } from './possible';

/** Those that answer, or look, as the line says. */
export function keep(possible: Possible, entry: Call | Sighting): Possible {
  return entry.kind === 'seen' ? looksLike(possible, entry) : answers(possible, entry);
}

function looksLike(possible: Possible, { status, desiredStatus, error }: Sighting): Possible {
  const kept = new Set<Candidate>();
  for (const candidate of possible) {
    const { deployment } = candidate;
    if (deployment.status !== status || deployment.desiredStatus !== desiredStatus) continue;
    if (error === undefined || error === (deployment.error !== null)) kept.add(candidate);
  }
  return kept;
}

function answers(possible: Possible, call: Call): Possible {
  // A 404 or 500 comes from around the lifecycle: no rule speaks of it. After a 404 nothing was
  // done; after a 500 the call may have taken effect or not.
  if (isOutside(call)) return call.answer === 404 ? possible : withEffect(possible, call);
  const kept = new Set<Candidate>();
  for (const candidate of possible) {
    const { decision, next } = candidate.answer(call);
    if (isAnswer(decision, call)) kept.add(next);
  }
  return kept;
}

function withEffect(possible: Possible, call: Call): Possible {
  const kept = new Set(possible);
  for (const candidate of possible) kept.add(candidate.answer(call).next);
  return kept;
}

function isOutside({ answer, errorCode }: Call): boolean {
  if (answer === 404) return errorCode === undefined || errorCode === 'UnknownPipelineName';
  return answer === 500;
}

function isAnswer(decision: Decision, { answer, errorCode }: Call): boolean {
  if (decision.httpStatus !== answer) return false;
  return errorCode === undefined || (!decision.accepted && decision.error.error_code === errorCode);
}
