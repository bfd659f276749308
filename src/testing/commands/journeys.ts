/**
 * Journeys: several exchanges in a row, which lead a stopped pipeline anywhere, or stop one for
 * good. Without them, commands at random seldom reach a suspension, and seldom twice.
 */
import fc from 'fast-check';
import { groupBy, type NonEmpty } from '../../input';
import { fullyStopped } from '../../lifecycle/rules';
import { explore, type State, type StateSpace, type Transition } from '../../verify';
import { errorWithCode } from '../script';
import { callExchange, type Exchange, pollExchange, reportExchange } from './exchange';
import type { LifecycleModel } from './model';

/** Exchanges of which none is refused or stale. */
export interface Journey {
  readonly exchanges: readonly Exchange[];
  makesSense(model: Readonly<LifecycleModel>): boolean;
}

/**
 * Returns a shortest way of a stopped pipeline to any deployment, one more event that leads on, and
 * a poll. Each pair of statuses is as likely, and in it each type of event.
 */
export function anyDeparture(): fc.Arbitrary<Journey> {
  const space = explore();
  const begins = space.states.filter((each) => onwardFrom(each, space).length > 0);
  const state = oneOfGroups(
    groupBy(begins, ({ deployment }) => `${deployment.status}/${deployment.desiredStatus}`),
  );
  const departure = state.chain((from) => {
    const byType = groupBy(onwardFrom(from, space), ({ event }) => event.type);
    return oneOfGroups(byType).map((transition) => [
      ...routeTo(from, space),
      exchangeOf(transition),
    ]);
  });
  return shortening(departure).map((exchanges) =>
    journeyOf([...exchanges, pollExchange], isAtRest),
  );
}

/** Returns a way of any pipeline to one that is fully stopped without an error. */
export function anyStop(): fc.Arbitrary<Journey> {
  const stop = callExchange({ type: 'stop', force: true });
  const dismiss = callExchange({ type: 'dismissError' });
  const stopping = reportExchange({ type: 'stopping' });
  const deprovisioned = reportExchange({ type: 'deprovisioned' });
  const ends = [[stop, stopping, deprovisioned], [stop, deprovisioned], [stop]];
  const isUnderWay = (model: Readonly<LifecycleModel>) => !isAtRest(model);
  return shortening(fc.constantFrom(...ends.map((end) => [...end, dismiss]))).map((exchanges) =>
    journeyOf(exchanges, isUnderWay),
  );
}

/** Hardly ever shortens what is generated, but shrinks it by leaving out the last exchanges. */
function shortening(whole: fc.Arbitrary<Exchange[]>): fc.Arbitrary<Exchange[]> {
  return fc
    .tuple(whole, fc.integer({ min: 1, max: 1_000 }))
    .map(([exchanges, length]) => exchanges.slice(0, length));
}

function journeyOf(exchanges: readonly Exchange[], begins: Journey['makesSense']): Journey {
  return { exchanges, makesSense: (model) => begins(model) && leadsOn(exchanges, model) };
}

function leadsOn(
  exchanges: readonly Exchange[],
  { deployment, capabilities }: Readonly<LifecycleModel>,
): boolean {
  let after: typeof deployment | null = deployment;
  for (const exchange of exchanges) {
    after = exchange.after(after, capabilities);
    if (after === null) return false;
  }
  return true;
}

function isAtRest({ deployment }: Readonly<LifecycleModel>): boolean {
  return fullyStopped(deployment) && deployment.error === null;
}

/** The transitions that lead to another state, in any deployment of the pipeline. */
function onwardFrom({ number }: State, { transitions }: StateSpace): readonly Transition[] {
  return (transitions[number] ?? []).filter(
    ({ accepted, from, to, event }) =>
      accepted && from !== to && !Object.hasOwn(event, 'generation'),
  );
}

/** The exchanges of a shortest run to a state. */
function routeTo({ reachedBy }: State, space: StateSpace): Exchange[] {
  if (reachedBy === null) return [];
  const before = space.states[reachedBy.from] as State;
  return [...routeTo(before, space), exchangeOf(reachedBy)];
}

function exchangeOf({ kind, event }: Transition): Exchange {
  if (kind === 'action') return callExchange(event);
  // With an error that a line of a script can name.
  return reportExchange(
    event.type === 'failed' ? { ...event, error: errorWithCode(event.error.error_code) } : event,
  );
}

/** Generates an item of any group, each group as often as any other. */
function oneOfGroups<Item>(groups: ReadonlyMap<string, NonEmpty<Item>>): fc.Arbitrary<Item> {
  return fc.oneof(...Array.from(groups.values(), (items) => fc.constantFrom(...items)));
}
