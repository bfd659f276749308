/** Narrows the possible deployments down to those that are consistent with a line. */
import { type Decision, type Deployment, decide, reachableDeployments } from '../../lifecycle';
import type { Call, Reading } from '../history';
import type { Candidate } from './candidate';
import type { CandidateSet } from './candidate-set';

/** Names the effect of a line: lines of the same claim leave the same candidates. Pure. */
export function claimOf(entry: Call | Reading): string {
  if (entry.kind === 'seen') return `${entry.statuses} ${entry.desiredStatuses} ${entry.error}`;
  const { request, answer, errorCode } = entry;
  // There must be few claims, and of codes from outside the lifecycle there may be any number.
  return isOutcomeUnknown(entry) ? `${request} ${answer}` : `${request} ${answer} ${errorCode}`;
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
    members
      .filter(
        ({ deployment }) =>
          statuses.includes(deployment.status) &&
          desiredStatuses.includes(deployment.desiredStatus) &&
          (error === undefined || error === (deployment.error !== null)),
      )
      .map((candidate) => (error === true ? candidate.withShownError() : candidate)),
  );
}

function afterCall(possible: CandidateSet, call: Call, claim: string): CandidateSet {
  // A 404 or 500 comes from outside the lifecycle, so no rule is about it. After a 404 nothing was
  // done; after a 500, or without an answer, the call may have taken effect or not.
  if (isUnknownPipeline(call)) return possible;
  if (isOutcomeUnknown(call)) {
    return possible.next(claim, (members) => [
      ...members,
      ...members.map((candidate) => candidate.answer(call).next),
    ]);
  }
  return possible.next(claim, (members) =>
    members.flatMap((candidate): Candidate[] => {
      const { decision, next } = candidate.answer(call);
      if (!answersAs(decision, call)) return [];
      return [showsError(candidate, call) ? next.withShownError() : next];
    }),
  );
}

/** True if the answer is another one without the error of the deployment. */
function showsError({ provenance, deployment }: Candidate, call: Call): boolean {
  return provenance.oddity === 'unseenFailure' && isAnsweredByError(deployment, call);
}

function isAnsweredByError(deployment: Deployment, call: Call): boolean {
  return !answersAs(decide({ ...deployment, error: null }, call.action), call);
}

const showing = new Map<string, boolean>();
const showingMax = 1_000;

/** True for a line that shows in some deployment that an error is set; `claim` is its own. */
export function canShowError(entry: Call | Reading, claim: string): boolean {
  if (entry.kind === 'seen') return entry.error === true;
  if (entry.answer === null || entry.answer < 400) return false;
  let shows = showing.get(claim);
  if (shows === undefined) {
    const failed = reachableDeployments().filter(({ error }) => error !== null);
    shows = failed.some(
      (each) => answersAs(decide(each, entry.action), entry) && isAnsweredByError(each, entry),
    );
    // Codes from outside the lifecycle may be any, and must not fill the memory.
    if (showing.size >= showingMax) showing.clear();
    showing.set(claim, shows);
  }
  return shows;
}

function isOutcomeUnknown({ answer }: Call): boolean {
  return answer === 500 || answer === null;
}

function isUnknownPipeline({ answer, errorCode }: Call): boolean {
  return answer === 404 && (errorCode === undefined || errorCode === 'UnknownPipelineName');
}

function answersAs(decision: Decision, { answer, errorCode }: Call): boolean {
  if (decision.httpStatus !== answer) return false;
  return errorCode === undefined || (!decision.accepted && decision.error.error_code === errorCode);
}
