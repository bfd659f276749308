/**
 * The view `history`: a recorded history as a sequence, with what the runner may have done between its
 * lines, and the line that breaks a rule marked.
 */
import { InvalidInputError } from '../input';
import { completedBy } from '../lifecycle';
import {
  type Call,
  type CourseLine,
  courseOf,
  type Report,
  type Sighting,
  type Violation,
} from '../trace';
import { runnerStep } from '../verify/exploration';
import type { DiagramMessage, Pair, SequenceDiagram } from './diagram';
import type { Subject } from './options';

/**
 * The view. Throws HistoryFormatError for a history that cannot be read, and InvalidInputError where
 * none is given.
 */
export function historyView({ capabilities, highlight, history }: Subject): SequenceDiagram {
  if (history === null) {
    const allowed = 'the lines of a recorded history';
    throw new InvalidInputError({ field: 'history', value: undefined, allowed });
  }
  const { lines, violation } = courseOf(history, { capabilities });
  const verdict =
    violation === null
      ? 'The rules allow it.'
      : `Line ${violation.line} breaks a rule: no course of events explains it.`;
  return {
    kind: 'sequence',
    view: 'history',
    title: 'A recorded history',
    description: `Calls of a user with their answers, and what polls have read. What the runner did in between was not recorded: one course of events that explains it is drawn. ${verdict}`,
    messages: lines.flatMap((each) => [
      ...(each.reports ?? []).flatMap(reported),
      ...recorded(each, highlight, violation),
    ]),
  };
}

const plain = { line: null, offending: false, highlighted: false } as const;

/** What the runner did, and what it said of it. */
function reported({ before, observation }: Report): DiagramMessage[] {
  const { type } = observation;
  const step = runnerStep(before);
  const asked = step !== null && !step.startsWith('await') && completedBy[step].includes(type);
  return [
    ...(asked
      ? [{ ...plain, from: 'runner', to: 'pipeline', text: step, kind: 'step' } as const]
      : [{ ...plain, from: 'pipeline', to: 'runner', text: type, kind: 'report' } as const]),
    { ...plain, from: 'runner', to: 'server', text: `reports ${type}`, kind: 'report' },
  ];
}

/** What was recorded. */
function recorded(
  { line, entry }: CourseLine,
  highlight: readonly Pair[],
  violation: Violation | null,
): DiagramMessage[] {
  const offending = violation?.line === line;
  const here = { line, offending, highlighted: false };
  const marks: DiagramMessage[] = offending
    ? [note(accusation(violation), { ...here, line: null })]
    : [];
  switch (entry.kind) {
    case 'capabilities':
      return [];
    case 'note':
      return [note(entry.text, here)];
    case 'call':
      return [...messagesOf(entry, here), ...marks];
    case 'seen':
      return [{ ...seen(entry), ...here, highlighted: isAmong(highlight, entry) }, ...marks];
  }
}

function accusation({ line, claim, refusals: [refusal] }: Violation): string {
  return `Line ${line} breaks a rule: ${claim}, but ${refusal?.because}.`;
}

type Place = Pick<DiagramMessage, 'line' | 'offending' | 'highlighted'>;

function note(text: string, place: Place): DiagramMessage {
  return { from: 'server', to: 'server', text, kind: 'note', ...place };
}

function messagesOf({ request, answer, errorCode }: Call, place: Place): DiagramMessage[] {
  const text = errorCode === undefined ? `${answer}` : `${answer} ${errorCode}`;
  const kind = answer === 202 ? 'accepted' : 'refused';
  return [
    { from: 'user', to: 'server', text: request, kind: 'call', ...place },
    { from: 'server', to: 'user', text, kind, ...place, line: null },
  ];
}

function seen({ statuses, desiredStatuses, error }: Sighting) {
  const set = error === true ? ', with an error' : '';
  const text = `is ${statuses.join(' or ')}, desired ${desiredStatuses.join(' or ')}${set}`;
  return { from: 'server', to: 'user', text, kind: 'seen' } as const;
}

function isAmong(pairs: readonly Pair[], { statuses, desiredStatuses }: Sighting): boolean {
  return pairs.some(
    (pair) => statuses.includes(pair.status) && desiredStatuses.includes(pair.desiredStatus),
  );
}
