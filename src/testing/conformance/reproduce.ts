/**
 * Replaying a history that failed on a new pipeline: to see if it fails every time, and with fewer
 * calls.
 *
 * A call is made as soon as the one before it is answered, or once a poll shows again what was read
 * between the two.
 */
import { monotonicTime } from '../../host/time';
import { isInstanceOf } from '../../input';
import type { HistoryEntry, Reading } from '../../trace';
import { within } from '../timing';
import { ConformanceError } from './conformance-error';
import { disturbanceIn, noteOf } from './disturbance-notes';
import type { LifecycleDriver } from './driver';
import type { ConformancePlan } from './options';
import { Session, type SessionSpace } from './session';
import { shrunk, sinceRest } from './shrink';

const timesMax = 3;
/** The pauses between polls that are granted until a reading comes again, in milliseconds. */
const waitMax = 1_000;

/** The result of replaying a history. */
export interface Reproduction {
  /** The shortest history that fails. */
  readonly history: readonly HistoryEntry[];
  /** How often the history was replayed, and how often it failed again. */
  readonly again: { readonly tried: number; readonly failed: number };
}

/** Replays and shortens a history that fails, as long as the plan allows. */
export async function reproduced(
  kind: ConformanceError['kind'],
  found: readonly HistoryEntry[],
  driver: LifecycleDriver,
  plan: ConformancePlan,
  space: SessionSpace,
): Promise<Reproduction> {
  // Replayed with everything that was read in between, so that each call comes when it came.
  let script = sinceRest(kind, found, space.candidates);
  const again = { tried: 0, failed: 0 };
  // It would take all the patience to see again that a pipeline is stuck.
  if (kind === 'stuck' || kind === 'refused') return { history: script, again };
  const deadline = monotonicTime(plan.clock) + plan.again;
  const isOver = () => plan.isInterrupted() || monotonicTime(plan.clock) > deadline;
  const attempt = (entries: readonly HistoryEntry[]) =>
    failsAgain(kind, entries, driver, plan, space);
  while (again.tried < timesMax && !isOver()) {
    again.tried += 1;
    if ((await attempt(script)) !== null) again.failed += 1;
  }
  let history = kind === 'illegal' ? shrunk(found, space.candidates) : found;
  for (let index = script.length - 2; index >= 0 && again.failed > 0; index -= 1) {
    if (isOver()) break;
    const entry = script[index];
    if (entry === undefined || !isDeed(entry)) continue;
    const without = script.toSpliced(index, 1);
    const entries = await attempt(without);
    if (entries === null) continue;
    script = without;
    if (entries.length < history.length) history = entries;
  }
  return { history, again };
}

/** True for something that was done, as opposed to seen. */
function isDeed(entry: HistoryEntry): boolean {
  return entry.kind === 'call' || disturbanceIn(entry) !== null;
}

/** The entries of a new attempt that fails in the same way; null if it does not. */
async function failsAgain(
  kind: ConformanceError['kind'],
  entries: readonly HistoryEntry[],
  driver: LifecycleDriver,
  plan: ConformancePlan,
  space: SessionSpace,
): Promise<readonly HistoryEntry[] | null> {
  const session = new Session(driver, plan, space);
  try {
    await session.begin();
    for (const entry of entries) await redo(entry, session, driver, plan);
    await session.read();
    return null;
  } catch (error) {
    if (!isInstanceOf(error, ConformanceError) || error.kind !== kind) return null;
    return kind === 'illegal' ? shrunk(session.entries, space.candidates) : session.entries;
  } finally {
    await session.end();
  }
}

async function redo(
  entry: HistoryEntry,
  session: Session,
  driver: LifecycleDriver,
  plan: ConformancePlan,
): Promise<void> {
  if (entry.kind === 'call') return session.call(entry.action);
  if (entry.kind === 'seen') return waitFor(entry, session, plan);
  const disturbance = disturbanceIn(entry);
  if (disturbance === null) return;
  const disturb = async () => driver.disturb?.(disturbance);
  await within(plan.timeout, disturbance, disturb, plan.clock).catch(() => {});
  session.note(noteOf(disturbance));
}

/** Polls until this is read, or the pauses granted for it are used up. */
async function waitFor(
  expected: Reading,
  session: Session,
  { clock, pollEvery }: ConformancePlan,
): Promise<void> {
  for (let waited = 0; ; waited += pollEvery) {
    const { statuses, desiredStatuses } = await session.read();
    const isSame =
      statuses.join() === expected.statuses.join() &&
      desiredStatuses.join() === expected.desiredStatuses.join();
    if (isSame || waited >= waitMax) return;
    await clock.sleep(pollEvery);
  }
}
