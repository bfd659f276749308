/**
 * The door of recorded histories as pictures. It leads past the statechart, so that a page which
 * draws histories alone does not bring XState along.
 */
import { mermaidOf } from '../formats';
import { type HistorySubject, historyView } from './history';

export { type HistorySubject, historyView } from './history';

/**
 * Draws the lines of a recorded history as a Mermaid sequence. Throws HistoryFormatError if they
 * cannot be read. Pure.
 */
export function historyToMermaid(subject: HistorySubject): string {
  return mermaidOf(historyView(subject));
}
