/** What was done to an implementation, as a history notes it, so that it can be done again. */
import type { Disturbance } from './driver';

const disturbances: readonly Disturbance[] = ['killRunner', 'failPipeline'];

/** The text of the note. Pure. */
export function noteOf(disturbance: Disturbance): string {
  return `disturbed: ${disturbance}`;
}

/** What was done, where a line of a history is such a note; else null. Pure. */
export function disturbanceIn(line: string): Disturbance | null {
  return disturbances.find((each) => line === JSON.stringify({ note: noteOf(each) })) ?? null;
}
