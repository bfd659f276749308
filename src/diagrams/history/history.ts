/**
 * The view `history`: a recorded history as a sequence, with the observations that may have
 * happened between its lines, and a mark at the line that breaks a rule.
 *
 * Lines that overlap are drawn side by side, each by a user of its own, with the moment at which it
 * was decided in one order that explains all of them.
 */
import { InvalidInputError } from '../../input';
import { reconstruct } from '../../trace';
import type { SequenceDiagram } from '../diagram';
import type { Subject } from '../options';
import { verdictInWords } from './accusations';
import { messagesOf } from './history-messages';

/** The history to draw. */
export type HistorySubject = Pick<
  Subject,
  'capabilities' | 'highlight' | 'history' | 'from' | 'dialect'
>;

/**
 * Draws the view. Throws HistoryFormatError if the history cannot be read, and InvalidInputError if
 * there is none.
 */
export function historyView(subject: HistorySubject): SequenceDiagram {
  const { capabilities, highlight, history, from, dialect } = subject;
  if (history === null) {
    const allowed = 'the lines of a recorded history';
    throw new InvalidInputError({ field: 'history', value: undefined, allowed });
  }
  const reconstruction = reconstruct(history, { capabilities, from, dialect });
  return {
    kind: 'sequence',
    view: 'history',
    title: 'A recorded history',
    description: `Calls of a user with their answers, and the readings of polls. What the runner did in between was not recorded: the picture shows one run that explains it. ${verdictInWords(reconstruction, dialect)}`,
    ...messagesOf(reconstruction, highlight),
  };
}
