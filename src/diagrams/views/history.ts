/**
 * The view `history`: a recorded history as a sequence, with the observations that may have
 * happened between its lines, and a mark at the line that breaks a rule.
 */
import { InvalidInputError } from '../../input';
import { completedBy } from '../../lifecycle';
import {
  type AssumedObservation,
  type Call,
  type Reading,
  type ReconstructedLine,
  reconstruct,
  type Violation,
} from '../../trace';
import { runnerStep } from '../../verify/exploration';
import type { DiagramMessage, Pair, SequenceDiagram } from '../diagram';
import type { Subject } from '../options';

/**
 * Draws the view. Throws HistoryFormatError if the history cannot be read, and InvalidInputError if
 * there is none.
 */
export function historyView({ capabilities, highlight, history }: Subject): SequenceDiagram {
  if (history === null) {
    const allowed = 'the lines of a recorded history';
    throw new InvalidInputError({ field: 'history', value: undefined, allowed });
  }
  const { lines, violation } = reconstruct(history, { capabilities });
  const verdict =
    violation === null
      ? 'The rules allow it.'
      : `Line ${violation.line} breaks a rule: no run of the lifecycle explains it.`;
  return {
    kind: 'sequence',
    view: 'history',
    title: 'A recorded history',
    description: `Calls of a user with their answers, and the readings of polls. What the runner did in between was not recorded: the picture shows one run that explains it. ${verdict}`,
    messages: lines.flatMap((each) => [
      ...(each.assumed ?? []).flatMap(assumedMessages),
      ...recordedMessages(each, highlight, violation),
    ]),
  };
}

const unmarked = { line: null, offending: false, highlighted: false } as const;

/** The step of the runner, if it was asked for one, and the observation that it then reports. */
function assumedMessages({ before, observation }: AssumedObservation): DiagramMessage[] {
  const { type } = observation;
  const step = runnerStep(before);
  const asked = step !== null && !step.startsWith('await') && completedBy[step].includes(type);
  return [
    ...(asked
      ? [{ ...unmarked, from: 'runner', to: 'pipeline', text: step, kind: 'step' } as const]
      : [
          { ...unmarked, from: 'pipeline', to: 'runner', text: type, kind: 'observation' } as const,
        ]),
    { ...unmarked, from: 'runner', to: 'server', text: `reports ${type}`, kind: 'observation' },
  ];
}

/** The messages of a recorded line. */
function recordedMessages(
  { line, entry }: ReconstructedLine,
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
      return [...callMessages(entry, here), ...marks];
    case 'seen':
      return [
        { ...readingMessage(entry), ...here, highlighted: isAmong(highlight, entry) },
        ...marks,
      ];
  }
}

function accusation({ line, claim, objections: [objection] }: Violation): string {
  return `Line ${line} breaks a rule: ${claim}, but ${objection?.because}.`;
}

type Marks = Pick<DiagramMessage, 'line' | 'offending' | 'highlighted'>;

function note(text: string, place: Marks): DiagramMessage {
  return { from: 'server', to: 'server', text, kind: 'note', ...place };
}

function callMessages({ request, answer, errorCode }: Call, place: Marks): DiagramMessage[] {
  if (answer === null) {
    const text = `${request} (no answer)`;
    return [{ from: 'user', to: 'server', text, kind: 'call', ...place }];
  }
  const text = errorCode === undefined ? `${answer}` : `${answer} ${errorCode}`;
  const kind = answer === 202 ? 'accepted' : 'refused';
  return [
    { from: 'user', to: 'server', text: request, kind: 'call', ...place },
    { from: 'server', to: 'user', text, kind, ...place, line: null },
  ];
}

function readingMessage({ statuses, desiredStatuses, error }: Reading) {
  const set = error === true ? ', with an error' : '';
  const text = `is ${statuses.join(' or ')}, desired ${desiredStatuses.join(' or ')}${set}`;
  return { from: 'server', to: 'user', text, kind: 'reading' } as const;
}

function isAmong(pairs: readonly Pair[], { statuses, desiredStatuses }: Reading): boolean {
  return pairs.some(
    (pair) => statuses.includes(pair.status) && desiredStatuses.includes(pair.desiredStatus),
  );
}
