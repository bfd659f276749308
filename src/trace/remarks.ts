/**
 * Remarks: lines that are legal, but only if something has happened that hardly ever does.
 *
 * The search tells which lines these are. This file works out what must have happened, by the
 * plainest course of events from the last point at which nothing odd was needed.
 */
import { deepFreeze } from '../input';
import { observe } from '../lifecycle';
import { type Rule, ruleOf } from '../lifecycle/rules';
import { type AssumedObservation, type CandidatePool, plainestCourse } from './candidates';
import type { RecordedLine } from './history';
import { type Choice, type OddLine, orderSince } from './order';

/** Something that must have happened, and hardly ever does. */
export interface OddEvent {
  /**
   * `unseenFailure`: the deployment failed, and no line shows its error. `unaskedStatus`: the
   * status changed to Paused or Running, and nothing had asked for that since it became what it
   * was. `lateCall`: a call without an answer took effect after the client had given up. `unknown`:
   * too many lines overlap to tell.
   */
  readonly kind: 'unseenFailure' | 'unaskedStatus' | 'lateCall' | 'unknown';
  /** The event in words, as the end of a sentence: "the pipeline became Running …". */
  readonly event: string;
  /** The line after which it happened; null if it was the first. */
  readonly after: number | null;
  /** The line before which it happened. */
  readonly before: number;
  /** The rule that allows it; null for a call, and if it is not known. */
  readonly rule: Rule | null;
}

/** A line that is legal only if something odd has happened. */
export interface Remark extends RecordedLine {
  /** Everything odd that must have happened, oldest first. Never empty. */
  readonly events: readonly OddEvent[];
}

/** Returns the remark on a line. Pure. */
export function remarkOn(odd: OddLine, pool: CandidatePool): Remark {
  const { line, text } = odd.operation;
  return deepFreeze({ line, text, events: oddEvents(odd, pool) });
}

/** Works out what must have happened for an odd line to be legal. Pure. */
export function oddEvents(odd: OddLine, pool: CandidatePool): readonly OddEvent[] {
  const order = orderSince(odd.since, pool);
  const events = order === null ? [] : eventsAlong(order, odd, pool);
  if (events.length > 0) return events;
  const [first] = odd.since.trail.slice(-1);
  const event = 'something happened that hardly ever does, but so many lines overlap';
  return [
    {
      kind: 'unknown',
      event: `${event} that it cannot be told what`,
      after: first?.line ?? null,
      before: odd.operation.line,
      rule: null,
    },
  ];
}

function eventsAlong(
  order: readonly Choice[],
  { since }: OddLine,
  pool: CandidatePool,
): readonly OddEvent[] {
  const start = since.configuration.possible.ordinary();
  const entries = order.map(({ operation }) => operation.entry);
  const assumed = plainestCourse(entries, pool, start);
  const [previous] = since.trail.slice(-1);
  return order.flatMap((choice, index) => {
    const after = (order[index - 1]?.operation ?? previous)?.line ?? null;
    const before = choice.operation.line;
    const observed = (assumed[index] ?? [])
      .filter(({ oddity }) => oddity !== 'none')
      .map((each) => ({ ...oddObservation(each), after, before }));
    const next = order[index + 1]?.operation.line ?? before;
    return [...observed, ...lateCall(choice, after, next)];
  });
}

function oddObservation({ before, observation, oddity }: AssumedObservation) {
  const { deployment, rule } = observe(before, observation);
  return oddity === 'unseenFailure'
    ? ({
        kind: oddity,
        event: `the deployment failed in ${before.status}/${before.desiredStatus}, and no line shows its error`,
        rule: ruleOf(rule),
      } as const)
    : ({
        kind: 'unaskedStatus',
        event: `the pipeline became ${deployment.status}, although desired was ${before.desiredStatus} and nothing had asked for ${deployment.status} since it became ${before.status}`,
        rule: ruleOf(rule),
      } as const);
}

/** The call, if it took effect only after a line that began when the client had given up. */
function lateCall(
  { operation, late }: Choice,
  after: number | null,
  before: number,
): readonly OddEvent[] {
  if (late !== 'overdue') return [];
  const event = `the call of line ${operation.line}, which has no answer, took effect late`;
  return [{ kind: 'lateCall', event, after, before, rule: null }];
}
