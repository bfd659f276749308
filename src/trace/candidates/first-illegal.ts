/** Finds the line at which a history becomes illegal, without the reasons. */
import type { HistoryEntry } from '../history';
import type { CandidatePool } from './candidate-pool';
import { consistentWith } from './consistent-with';

/**
 * Returns the index of the first entry that is consistent with no deployment of a pipeline that was
 * never started, or -1. The capabilities are those of the pool, whatever the history says. Pure.
 */
export function firstIllegal(entries: readonly HistoryEntry[], pool: CandidatePool): number {
  let possible = pool.neverStarted();
  return entries.findIndex((entry) => {
    if (entry.kind !== 'call' && entry.kind !== 'seen') return false;
    possible = consistentWith(possible.afterAnyObservations(), entry);
    return possible.members.length === 0;
  });
}
