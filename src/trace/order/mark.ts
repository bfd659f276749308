/** Marks: points of the search from which a report can follow it again. */
import type { Configuration } from './configuration';
import type { LineOperation } from './operation';
import type { Unanswered } from './unanswered';

/** An operation began or ended. */
export interface TimelineEvent {
  readonly type: 'began' | 'ended';
  readonly operation: LineOperation;
}

/** The last point with a single configuration, and what happened from then on. */
export interface Mark {
  readonly configuration: Configuration;
  /** The calls without an answer that had begun by then. */
  readonly unanswered: Unanswered;
  /** The operations that ended last before it, the latest last; at most three. */
  readonly trail: readonly LineOperation[];
  /** The calls that were answered with 202 last, the latest last; at most three. */
  readonly accepted: readonly LineOperation[];
  readonly events: readonly TimelineEvent[];
}

/** More is not kept for the report. */
const eventsMax = 2_000;

/** The mark, and one more event since; beyond thousands, it is left out. */
export function withEvent(mark: Mark, event: TimelineEvent): Mark {
  return mark.events.length < eventsMax ? { ...mark, events: [...mark.events, event] } : mark;
}

/** These, at most the last two, and the next. */
export function followed<Item>(trail: readonly Item[], next: Item): readonly Item[] {
  const [, second, third] = trail;
  if (second === undefined || third === undefined) return [...trail, next];
  return [second, third, next];
}
