/**
 * Shrinking a history that breaks a rule at its last line, so that a person can follow it.
 *
 * First by leaving out what is not needed for the verdict; then by doing it again on a new pipeline, with
 * fewer calls. What is left out of a history must not have had an effect: polls, notes of what was not
 * understood, refused calls, and all that was before the pipeline was last known to be as new.
 */
import { describeViolation, HistoryChecker, parseEntry, type Violation } from '../../trace';
import type { ConformanceError } from './conformance-error';
import { disturbanceIn } from './disturbance';

/** The violation of a history, or null. Pure. */
export function violationOf(lines: readonly string[]): Violation | null {
  const checker = new HistoryChecker({ source: 'conformance' });
  let violation: Violation | null = null;
  for (const line of lines) violation = checker.read(line);
  return violation;
}

/** As few of the lines as still break a rule at the last one. Pure. */
export function shrunk(lines: readonly string[]): readonly string[] {
  const whole = fromLastRest(lines);
  let kept = whole;
  // From the end: what is near the violation is more likely to be needed.
  for (let index = whole.length - 2; index >= 0; index -= 1) {
    if (!mayBeLeftOut(kept[index] as string)) continue;
    // What was left out so far is behind this line, so that it is still in its place.
    const without = [...kept.slice(0, index), ...kept.slice(index + 1)];
    if (breaksAtTheEnd(without)) kept = without;
  }
  return kept;
}

/** Whether the last line, and no earlier one, breaks a rule. Pure. */
export function breaksAtTheEnd(lines: readonly string[]): boolean {
  return violationOf(lines)?.line === lines.length;
}

/** The lines since the pipeline was last known to be as new. Pure. */
export function sinceRest(
  kind: ConformanceError['kind'],
  lines: readonly string[],
): readonly string[] {
  if (kind === 'illegal') return fromLastRest(lines);
  const last = lines.findLastIndex((line, index) => index < lines.length - 1 && isAsNew(line));
  return [...headOf(lines), ...lines.slice(last + 1).filter((line) => !headOf([line]).length)];
}

function headOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => parseEntry(line).kind === 'capabilities');
}

/** The lines since the pipeline was last known to be as new, where they suffice. */
function fromLastRest(lines: readonly string[]): readonly string[] {
  const head = headOf(lines);
  for (let index = lines.length - 2; index > 0; index -= 1) {
    if (!isAsNew(lines[index] as string)) continue;
    const rest = [...head, ...lines.slice(index + 1)];
    if (breaksAtTheEnd(rest)) return rest;
  }
  return lines;
}

function isAsNew(line: string): boolean {
  const entry = parseEntry(line);
  return (
    entry.kind === 'seen' &&
    entry.error === false &&
    entry.statuses.join() === 'Stopped' &&
    entry.desiredStatuses.join() === 'Stopped'
  );
}

function mayBeLeftOut(line: string): boolean {
  const entry = parseEntry(line);
  return (
    entry.kind === 'seen' ||
    (entry.kind === 'note' && disturbanceIn(line) === null) ||
    (entry.kind === 'call' && isRefusal(entry.answer))
  );
}

function isRefusal(answer: number): boolean {
  return answer >= 400 && answer !== 500;
}

/** The violation in words. Pure. */
export function storyOf(lines: readonly string[]): string {
  const violation = violationOf(lines);
  return violation === null ? '' : describeViolation(violation);
}
