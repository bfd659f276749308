/**
 * Shortcuts to a violation: the last calls of its history, after another way to where they began.
 * If a rule is broken in the same way then, nothing of what came before is needed.
 */

import { createDeployment } from '../../../lifecycle';
import type { HistoryEntry } from '../../../trace';
import { type CandidatePool, consistentWith } from '../../../trace/candidates';
import { randomOf } from '../../random';
import type { ConformanceError } from '../conformance-error';
import type { Leg, Routes } from '../goals';
import { callEntry, readingEntry } from '../history';
import { breaksAtTheEnd, isDeed, isRefused } from './shrink';

/** How many of the last calls that were not refused are taken over, at most. */
const effectsMax = 3;

/** Scripts that may break the rule in the same way, with fewer of the last calls first. Pure. */
export function shortcutsTo(
  kind: ConformanceError['kind'],
  history: readonly HistoryEntry[],
  candidates: CandidatePool,
  routes: Routes,
  seed: number,
): readonly (readonly HistoryEntry[])[] {
  const random = randomOf(seed);
  const head = history.filter(({ kind: each }) => each === 'capabilities');
  const deeds = [...history.keys()].filter((index) => isDeed(history[index]));
  const effects = deeds.filter((index) => !isRefused(history[index]));
  return [...new Set([...deeds.slice(-1), ...effects.slice(-effectsMax).reverse()])].flatMap(
    (begin) => {
      const tail = history.slice(begin);
      const isWanted = placesAfter(history.slice(0, begin), candidates, routes);
      const route = routes.routeTo(createDeployment(), isWanted, random);
      if (route === null) return [];
      const script = [...head, ...entriesOf(route), ...tail];
      const isShorter = script.length < history.length;
      return isShorter && (kind !== 'illegal' || breaksAtTheEnd(script, candidates))
        ? [script]
        : [];
    },
  );
}

/** Tells if a pipeline may be in a deployment after these entries. */
function placesAfter(
  entries: readonly HistoryEntry[],
  candidates: CandidatePool,
  routes: Routes,
): (deployment: ReturnType<Routes['known']>) => boolean {
  let possible = candidates.neverStarted();
  for (const entry of entries) {
    if (entry.kind !== 'call' && entry.kind !== 'seen') continue;
    possible = consistentWith(possible.afterAnyObservations(), entry);
  }
  const places = new Set(possible.members.map(({ deployment }) => routes.known(deployment)));
  return (deployment) => places.has(deployment);
}

/** The calls of a route, and a reading at the end of each wait. */
function entriesOf(route: readonly Leg[]): readonly HistoryEntry[] {
  return route.flatMap((leg, index): HistoryEntry[] => {
    if (leg.kind === 'call') return [callEntry(leg.action, 202)];
    if (route[index + 1]?.kind === 'wait') return [];
    const { status, desiredStatus, error } = leg.to;
    return [
      readingEntry({
        statuses: [status],
        desiredStatuses: [desiredStatus],
        hasError: error !== null,
      }),
    ];
  });
}
