/** Narrows the possible deployments down to those that are consistent with a line. */
import { answersAs, machineAnswer } from '../../dialect';
import { type Deployment, decide, reachableDeployments } from '../../lifecycle';
import type { Call, Reading } from '../history';
import type { Candidate } from './candidate';
import type { CandidateSet } from './candidate-set';

/** Names the effect of a line: lines of the same claim leave the same candidates. Pure. */
export function claimOf(entry: Call | Reading): string {
  if (entry.kind === 'seen') {
    const words = entry.words?.map(({ word }) => ` ${word}`) ?? '';
    return `${entry.statuses} ${entry.desiredStatuses} ${entry.error}${words}`;
  }
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
    members.flatMap((candidate) => decidedAs(candidate, call)),
  );
}

/** Whatever may have been decided. */
function decidedAs(candidate: Candidate, call: Call): readonly Candidate[] {
  return candidate.answers(call).flatMap(({ next }) => next);
}

function afterReading(possible: CandidateSet, reading: Reading, claim: string): CandidateSet {
  return possible.next(claim, (members) =>
    members.flatMap((candidate) => candidate.read(reading) ?? []),
  );
}

function afterCall(possible: CandidateSet, call: Call, claim: string): CandidateSet {
  // A 404 or 500 comes from outside the lifecycle, so no rule is about it. After a 404 nothing was
  // done; after a 500, or without an answer, the call may have taken effect or not.
  if (isUnknownPipeline(call)) return possible;
  if (isOutcomeUnknown(call)) {
    return possible.next(claim, (members) => [
      ...members,
      ...members.flatMap((candidate) => decidedAs(candidate, call)),
    ]);
  }
  return possible.next(claim, (members) =>
    members.flatMap((candidate) =>
      candidate
        .answers(call)
        .filter(({ answer }) => answersAs(answer, call))
        .flatMap(({ next }) =>
          showsError(candidate, call) ? next.map((each) => each.withShownError()) : next,
        ),
    ),
  );
}

/** True if the answer is another one without the error of the deployment. */
function showsError(candidate: Candidate, call: Call): boolean {
  return candidate.provenance.oddity === 'unseenFailure' && candidate.isAnsweredByError(call);
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
    const answersSo = (each: Deployment) =>
      answersAs(machineAnswer(decide(each, entry.action)), entry);
    shows = failed.some((each) => answersSo(each) && !answersSo({ ...each, error: null }));
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
