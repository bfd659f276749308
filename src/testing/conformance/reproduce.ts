/**
 * Doing a history that failed again, on a new pipeline: to see whether it fails every time, and with fewer
 * calls.
 *
 * A call is made as soon as the one before it is answered, or once what was read in between is read again.
 */
import type { CompleteAction } from '../../lifecycle';
import { parseEntry } from '../../trace';
import { within } from '../timing';
import { ConformanceError } from './conformance-error';
import { disturbanceIn, noteOf } from './disturbance';
import type { LifecycleDriver } from './driver';
import type { Plan } from './plan';
import { Session } from './session';
import { shrunk, sinceRest } from './shrink';

const timesMax = 3;
/** How long to wait for what was read before, in milliseconds. */
const waitMax = 1_000;

/** What came of doing a history again. */
export interface Reproduction {
  /** The shortest history that fails. */
  readonly history: readonly string[];
  /** How often it was tried again, and how often it failed again. */
  readonly again: { readonly tried: number; readonly failed: number };
}

/** A history that fails, as short as was found in the time, and how often it failed again. */
export async function reproduced(
  kind: ConformanceError['kind'],
  found: readonly string[],
  driver: LifecycleDriver,
  plan: Plan,
): Promise<Reproduction> {
  const shown = kind === 'illegal' ? shrunk(found) : found;
  // A pipeline that is stuck takes all the patience to be seen stuck again.
  if (kind === 'stuck' || kind === 'refused')
    return { history: sinceRest(kind, found), again: { tried: 0, failed: 0 } };
  const deadline = plan.clock.now() + plan.again;
  const attempt = (lines: readonly string[]) => failsAgain(kind, lines, driver, plan);
  // Done again with all that was read in between, so that each call comes when it came.
  let script = sinceRest(kind, found);
  const again = { tried: 0, failed: 0 };
  const isOver = () => plan.isInterrupted() || plan.clock.now() > deadline;
  while (again.tried < timesMax && !isOver()) {
    again.tried += 1;
    if ((await attempt(script)) !== null) again.failed += 1;
  }
  let history = shown;
  for (let index = script.length - 2; index >= 0 && again.failed > 0; index -= 1) {
    if (isOver()) break;
    if (!isDone(script[index] ?? '')) continue;
    const without = [...script.slice(0, index), ...script.slice(index + 1)];
    const lines = await attempt(without);
    if (lines === null) continue;
    script = without;
    if (lines.length < history.length) history = lines;
  }
  return { history, again };
}

/** Whether the line is of what was done, and not of what was seen. */
function isDone(line: string): boolean {
  return disturbanceIn(line) !== null || parseEntry(line).kind === 'call';
}

/** The lines of a new attempt, where it fails in the same way; else null. */
async function failsAgain(
  kind: ConformanceError['kind'],
  lines: readonly string[],
  driver: LifecycleDriver,
  plan: Plan,
): Promise<readonly string[] | null> {
  const session = new Session(driver, { ...plan, onTrouble: () => {} });
  try {
    await session.begin();
    for (const line of lines) await redo(line, session, driver, plan);
    await session.read();
    return null;
  } catch (error) {
    if (!(error instanceof ConformanceError) || error.kind !== kind) return null;
    return kind === 'illegal' ? shrunk(session.lines) : session.lines;
  } finally {
    await session.end();
  }
}

async function redo(
  line: string,
  session: Session,
  driver: LifecycleDriver,
  { clock, pollEvery, timeout }: Plan,
): Promise<void> {
  const disturbance = disturbanceIn(line);
  if (disturbance !== null) {
    const disturbed = async () => driver.disturb?.(disturbance);
    await within(timeout, disturbance, disturbed).catch(() => {});
    return session.note(noteOf(disturbance));
  }
  const entry = parseEntry(line);
  if (entry.kind === 'call') return session.call(entry.action as CompleteAction);
  if (entry.kind !== 'seen') return;
  const began = clock.now();
  for (;;) {
    const { statuses, desiredStatuses } = await session.read();
    const isSame =
      statuses.join() === entry.statuses.join() &&
      desiredStatuses.join() === entry.desiredStatuses.join();
    if (isSame || clock.now() - began > waitMax) return;
    await clock.sleep(pollEvery);
  }
}
