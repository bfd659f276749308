/** One order that explains a history, for people who want to see what happened. */
import { type CandidatePool, oddities } from '../candidates';
import { afterChoice, type Choice, type Configuration } from './configuration';
import type { Mark } from './mark';
import { Search } from './search';

/**
 * Returns the operations that are done in a configuration, in an order that leads to it, and to the
 * least odd deployment there. Calls without an answer are among them if they must have taken
 * effect. The search must have kept the ways to its configurations. Pure.
 */
export function orderTo(configuration: Configuration, pool: CandidatePool): readonly Choice[] {
  const order: Choice[] = [];
  const { oddity, members } = configuration.possible;
  let at = configuration;
  let candidate = members.find(({ provenance }) => provenance.oddity === oddity);
  while (at.arrivals.length > 0) {
    const steps = at.arrivals.flatMap(({ from, by }) =>
      from.possible.members.map((before) => ({ from, by, before })),
    );
    const step = steps.find(({ by, before }) => {
      const after = afterChoice(pool.setOf([before]), by).members;
      return candidate !== undefined && after.includes(candidate);
    });
    if (step === undefined) throw new Error('A configuration has no deployment that led to it.');
    order.push(step.by);
    [at, candidate] = [step.from, step.before];
  }
  return order.reverse();
}

/** More events are not followed again, because every order of them is kept. */
const replayedMax = 200;

/**
 * Returns the operations since a mark in the least odd order that explains them; null if there are
 * too many. Pure.
 */
export function orderSince(since: Mark, pool: CandidatePool): readonly Choice[] | null {
  const { configuration, unanswered, events } = since;
  if (events.length > replayedMax) return null;
  const search = new Search({ ...configuration, arrivals: [] }, unanswered, true);
  for (const event of events) search.repeat(event);
  if (search.outcome.type !== 'legal') return null;
  const found = oddities.map((oddity) =>
    search.configurations.find(({ possible }) => possible.oddity === oddity),
  );
  const least = found.find((each) => each !== undefined);
  return least === undefined ? null : orderTo(least, pool);
}
