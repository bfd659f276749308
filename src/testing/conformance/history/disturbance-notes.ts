/**
 * Notes in a history that say how the implementation was disturbed, so that it can be done again.
 */
import type { HistoryEntry } from '../../../trace';
import type { Disturbance } from '../driver';

const disturbances: readonly Disturbance[] = ['killRunner', 'failPipeline'];

/** The text of the note. Pure. */
export function noteOf(disturbance: Disturbance): string {
  return `disturbed: ${disturbance}`;
}

/** The disturbance that an entry notes, or null. Pure. */
export function disturbanceIn(entry: HistoryEntry): Disturbance | null {
  if (entry.kind !== 'note') return null;
  return disturbances.find((each) => entry.text === noteOf(each)) ?? null;
}
