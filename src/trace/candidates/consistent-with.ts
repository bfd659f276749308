/** Narrows the possible deployments down to those that are consistent with a line. */
import { answersAs } from '../../dialect';
import type { Call, Reading } from '../history';
import type { Candidate } from './candidate';
import type { CandidateSet } from './candidate-set';
import { claimOf, isOutcomeUnknown } from './claims';

/**
 * Keeps the candidates that answer, or look, as the line says. `claim` is that of the entry, if the
 * caller already has it.
 */
export function consistentWith(
  possible: CandidateSet,
  entry: Call | Reading,
  claim = claimOf(entry).text,
): CandidateSet {
  const known = possible.known(claim);
  if (known !== undefined) return known;
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

/** The candidates after any decision on the call. */
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

function isUnknownPipeline({ answer, errorCode }: Call): boolean {
  return answer === 404 && (errorCode === undefined || errorCode === 'UnknownPipelineName');
}
