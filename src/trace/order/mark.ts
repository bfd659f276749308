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
  /** The last operations that ended before it, in order; at most three. */
  readonly trail: readonly LineOperation[];
  /** The last calls that were answered with 202, in order; at most three. */
  readonly accepted: readonly LineOperation[];
  readonly events: readonly TimelineEvent[];
}

/** The most events that are kept for the report. */
const eventsMax = 2_000;

/** Adds an event that happened since the mark, unless there are too many. */
export function withEvent(mark: Mark, event: TimelineEvent): Mark {
  return mark.events.length < eventsMax ? { ...mark, events: [...mark.events, event] } : mark;
}

/** Adds the next item, and keeps the last three. */
export function followed<Item>(trail: readonly Item[], next: Item): readonly Item[] {
  const [second, third] = [trail[1], trail[2]];
  if (second === undefined || third === undefined) return [...trail, next];
  return [second, third, next];
}
