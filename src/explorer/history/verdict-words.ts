/** Verdicts in words. */
import { describeUndecided } from '../../trace';
import type { JudgedHistory } from './judging';

/** Returns the verdict in one word. */
export function verdictWord({ report }: JudgedHistory) {
  return report === null ? 'unreadable' : report.verdict;
}

/** Returns the line that a verdict is about; 0 if it is about the history as a whole. */
export function accusedLine({ report, problem }: JudgedHistory): number {
  if (report === null) return problem?.line ?? 0;
  return (report.violation ?? report.undecided)?.line ?? 0;
}

/** Returns the verdict in one sentence. */
export function verdictSentence(history: JudgedHistory): string {
  const { source, report, problem } = history;
  const line = accusedLine(history);
  const place = line === 0 ? '' : ` at line ${line}`;
  if (report === null) return `${source} cannot be read${place}: ${problem?.text ?? ''}`;
  const { verdict, undecided, remarked, calls, readings } = report;
  if (undecided !== null) return `${source} is undecided${place}: ${describeUndecided(undecided)}`;
  const read = `${numberOf(calls, 'call')} and ${numberOf(readings, 'reading')}`;
  const remarks = remarked === 0 ? '' : `, ${numberOf(remarked, 'remark')}`;
  return `${source} is ${verdict}${place}: ${read}${remarks}.`;
}

/** Returns a number with its noun. */
export function numberOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
