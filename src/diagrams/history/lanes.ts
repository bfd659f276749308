/**
 * The lanes of a history: which lines overlap, and which user of several each line belongs to.
 *
 * A history does not say who called. So a line gets the first user who is not waiting for the
 * answer to another line: as few users as the times allow.
 */
import type { NumberedUser, Participant } from '../diagram';
import type { DrawnLine, Moment } from './moments';

/** The users of a history. */
export interface Lanes {
  /** From left to right; only `user` if no two lines overlap. */
  readonly users: readonly Participant[];
  userOf(of: DrawnLine): Participant;
  /** Returns true if another line was under way at the same time. */
  overlaps(of: DrawnLine): boolean;
}

/** Gives each line a user. Pure. */
export function lanesOf(moments: readonly Moment[]): Lanes {
  const lanes = new Map<number, number>();
  const overlapping = new Set<number>();
  const open = new Map<number, number>();
  for (const moment of moments) {
    if (moment.type === 'noted' || moment.type === 'assumed') continue;
    const { line } = moment.of;
    const isMet = open.size > 0 && !open.has(line);
    // A call without an answer may be decided after its end, while others are under way.
    if (isMet) for (const each of [...open.keys(), line]) overlapping.add(each);
    if (moment.type === 'began') {
      const lane = firstFree(new Set(open.values()));
      lanes.set(line, lane);
      open.set(line, lane);
    }
    if (moment.type === 'ended') open.delete(line);
  }
  const count = Math.max(1, ...new Set(lanes.values()));
  const user = (lane: number): NumberedUser => `user${lane}`;
  return {
    users: count === 1 ? ['user'] : Array.from({ length: count }, (_, index) => user(index + 1)),
    userOf: ({ line }) => (count === 1 ? 'user' : user(lanes.get(line) ?? 1)),
    overlaps: ({ line }) => overlapping.has(line),
  };
}

function firstFree(taken: ReadonlySet<number>): number {
  for (let lane = 1; ; lane += 1) if (!taken.has(lane)) return lane;
}
