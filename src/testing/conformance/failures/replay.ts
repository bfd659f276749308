/**
 * Replaying entries of a history on a new pipeline.
 *
 * A call is made as soon as the one before it is answered, or once a poll shows again what was read
 * between the two.
 */
import { isInstanceOf } from '../../../input';
import type { HistoryEntry, Reading } from '../../../trace';
import { within } from '../../timing';
import { ConformanceError } from '../conformance-error';
import type { LifecycleDriver } from '../driver';
import { disturbanceIn, noteOf } from '../history';
import type { ConformancePlan } from '../options';
import { Session, type SessionSpace } from '../walks';

/** The surroundings of a replay. */
export interface ReplayOptions {
  readonly driver: LifecycleDriver;
  readonly plan: ConformancePlan;
  readonly space: SessionSpace;
  /** The pauses between polls that are granted until a reading comes again, in milliseconds. */
  readonly waitMax: number;
}

/** A replay that breaks a rule. */
export interface Replay {
  readonly entries: readonly HistoryEntry[];
  readonly kind: ConformanceError['kind'];
  /** True if it took a while after the last call. */
  readonly isLate: boolean;
}

/** Replays entries; null if no rule is broken. */
export async function replayed(
  script: readonly HistoryEntry[],
  options: ReplayOptions,
): Promise<Replay | null> {
  const { driver, plan, space } = options;
  const { clock } = plan;
  const session = new Session(driver, plan, space);
  let polls = 0;
  try {
    await session.begin();
    let isOnCourse = true;
    for (const entry of script) {
      // Once it goes another way, it is not worth the time to wait for what was read then.
      const waitMax: number = isOnCourse || entry === script.at(-1) ? options.waitMax : 0;
      polls = 0;
      const sleep = (pause: number) => {
        polls += 1;
        return clock.sleep(pause);
      };
      isOnCourse = (await redo(entry, session, { ...options, waitMax, sleep })) && isOnCourse;
    }
    await session.read();
    return null;
  } catch (error) {
    if (!isInstanceOf(error, ConformanceError)) return null;
    return { entries: session.entries, kind: error.kind, isLate: polls > pollsAtOnce };
  } finally {
    await session.end();
  }
}

/** A fault that shows within this many polls is not late. */
const pollsAtOnce = 3;

interface RedoOptions extends ReplayOptions {
  readonly sleep: (pause: number) => Promise<void>;
}

/** Does or sees it again; false if it waited for a reading that did not come. */
async function redo(entry: HistoryEntry, session: Session, options: RedoOptions): Promise<boolean> {
  const { driver, plan } = options;
  if (entry.kind === 'seen') return waitFor(entry, session, options);
  if (entry.kind === 'call') await session.call(entry.action);
  const disturbance = disturbanceIn(entry);
  if (disturbance === null) return true;
  const disturb = async () => driver.disturb?.(disturbance);
  await within(plan.timeout, disturbance, disturb, plan.clock).catch(() => {});
  session.note(noteOf(disturbance));
  return true;
}

/** Polls until this is read; false if the pauses granted for it are used up. */
async function waitFor(
  expected: Reading,
  session: Session,
  { plan: { pollEvery }, waitMax, sleep }: RedoOptions,
): Promise<boolean> {
  for (let waited = 0; ; ) {
    const { statuses, desiredStatuses } = await session.read();
    const isSame =
      statuses.join() === expected.statuses.join() &&
      desiredStatuses.join() === expected.desiredStatuses.join();
    if (isSame || waited >= waitMax) return isSame;
    // What comes late comes to stay, so that the polls may become rarer.
    const pause = pollEvery + waited / 20;
    await sleep(pause);
    waited += pause;
  }
}
