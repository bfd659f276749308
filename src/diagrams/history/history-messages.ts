/** The messages of a history: what is drawn for each moment of its lines. */
import { completedBy } from '../../lifecycle';
import type {
  AssumedObservation,
  Call,
  Reading,
  Reconstruction,
  SeenWord,
  Violation,
} from '../../trace';
import { runnerStep } from '../../verify/exploration';
import { type DiagramMessage, type Pair, participants, type SequenceDiagram } from '../diagram';
import { accusationsOf, remarkInWords, windowLabel } from './accusations';
import { type Lanes, lanesOf } from './lanes';
import { type DrawnLine, type Moment, momentsOf } from './moments';

/** Draws a reconstructed history as messages. Pure. */
export function messagesOf(
  { lines, violation, remarks }: Reconstruction,
  highlight: readonly Pair[],
): Pick<SequenceDiagram, 'participants' | 'frame' | 'messages'> {
  const moments = momentsOf(lines);
  const lanes = lanesOf(moments);
  const offending = offendingLines(violation);
  const isOffending = (each: Moment) => each.type !== 'noted' && offending.has(each.of.line);
  const first = moments.find((each) => each.type === 'began' && isOffending(each));
  const last = moments.findLast((each) => each.type === 'ended' && isOffending(each));
  const remarked = new Map(remarks.map((each) => [each.line, remarkInWords(each)]));
  const messages: DiagramMessage[] = [];
  let [opened, closed] = [0, 0];
  for (const moment of moments) {
    if (moment === first) opened = messages.length;
    messages.push(...messagesOfMoment(moment, { lanes, offending, highlight }));
    if (violation !== null && moment === last) {
      messages.push(
        ...accusationsOf(violation).map((text) => ({ ...note(text), offending: true })),
      );
    }
    const remark = moment.type === 'ended' ? remarked.get(moment.of.line) : undefined;
    if (remark !== undefined) messages.push({ ...note(remark), kind: 'remark' });
    if (moment === last) closed = messages.length;
  }
  const isFramed = violation !== null && violation.window !== null;
  return {
    participants: [...lanes.users, ...participants.filter((each) => each !== 'user')],
    frame: isFramed ? { label: windowLabel, first: opened, last: closed - 1 } : null,
    messages,
  };
}

/** The lines that break a rule: one, or all that no order explains. */
function offendingLines(violation: Violation | null): ReadonlySet<number> {
  if (violation === null) return new Set();
  return new Set((violation.window?.lines ?? [violation]).map(({ line }) => line));
}

/** The surroundings of a moment. */
interface Surroundings {
  readonly lanes: Lanes;
  readonly offending: ReadonlySet<number>;
  readonly highlight: readonly Pair[];
}

const unmarked = { line: null, offending: false, highlighted: false } as const;

function note(text: string): DiagramMessage {
  return { from: 'server', to: 'server', text, kind: 'note', ...unmarked };
}

function messagesOfMoment(moment: Moment, around: Surroundings): readonly DiagramMessage[] {
  if (moment.type === 'noted') return [{ ...note(moment.text), line: moment.line }];
  const { of } = moment;
  switch (moment.type) {
    case 'assumed':
      return (of.assumed ?? []).flatMap(assumedMessages);
    case 'began':
      return requestMessages(of, around);
    case 'decided':
      return decisionMessages(of, around);
    case 'ended':
      return endMessages(of, around);
  }
}

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

/** The request of a call; of a poll, only if others were under way meanwhile. */
function requestMessages(of: DrawnLine, { lanes, offending }: Surroundings): DiagramMessage[] {
  const { line, entry } = of;
  const marks = { line, offending: offending.has(line), highlighted: false };
  const between = { from: lanes.userOf(of), to: 'server' } as const;
  if (entry.kind === 'seen') {
    return lanes.overlaps(of) ? [{ ...between, text: 'poll', kind: 'poll', ...marks }] : [];
  }
  const isLost = entry.answer === null && entry.times === null;
  const text = isLost ? `${entry.request} (no answer)` : entry.request;
  return [{ ...between, text, kind: 'call', ...marks }];
}

/** The decision on a line, if the times alone do not show the order. */
function decisionMessages(of: DrawnLine, { lanes, offending }: Surroundings): DiagramMessage[] {
  const { line, entry } = of;
  const isLost = entry.kind === 'call' && entry.answer === null && entry.times !== null;
  if ((!lanes.overlaps(of) && !isLost) || offending.has(line)) return [];
  const text = `line ${line} is decided`;
  return [{ from: 'server', to: 'server', text, kind: 'decision', ...unmarked }];
}

function endMessages(of: DrawnLine, around: Surroundings): DiagramMessage[] {
  const { line, entry } = of;
  const between = { from: 'server', to: around.lanes.userOf(of) } as const;
  const marks = { ...unmarked, offending: around.offending.has(line) };
  if (entry.kind === 'call') {
    if (entry.answer === null && entry.times === null) return [];
    return [{ ...between, ...answerOf(entry), ...marks }];
  }
  const highlighted = isAmong(around.highlight, entry);
  const place = around.lanes.overlaps(of) ? null : line;
  return [
    { ...between, text: shownStatuses(entry), kind: 'reading', ...marks, line: place, highlighted },
  ];
}

function answerOf({ answer, errorCode }: Call): Pick<DiagramMessage, 'text' | 'kind'> {
  if (answer === null) return { text: 'no answer', kind: 'lost' };
  const text = errorCode === undefined ? `${answer}` : `${answer} ${errorCode}`;
  return { text, kind: answer < 400 ? 'accepted' : 'refused' };
}

function shownStatuses({ statuses, desiredStatuses, error, words = [] }: Reading): string {
  const set = error === true ? ', with an error' : '';
  // A word of the dialect may stand for so many that they would hide what was read.
  const shown = (field: SeenWord['field'], those: readonly string[]) =>
    words.find((each) => each.field === field)?.word ?? those.join(' or ');
  const desired = shown('desiredStatus', desiredStatuses);
  return `is ${shown('status', statuses)}, desired ${desired}${set}`;
}

function isAmong(pairs: readonly Pair[], { statuses, desiredStatuses }: Reading): boolean {
  return pairs.some(
    (pair) => statuses.includes(pair.status) && desiredStatuses.includes(pair.desiredStatus),
  );
}
