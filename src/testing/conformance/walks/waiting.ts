/** Waiting for the runner: until it has arrived, until it rests, and for what it does late. */
import { monotonicTime } from '../../../host/time';
import type { Deployment } from '../../../lifecycle';
import { UnreachableError } from '../../timing';
import { ConformanceError } from '../conformance-error';
import { mustMoveOn, pairOf, pairsOf } from '../goals';
import { restartsMax } from '../pace';
import { isRuledOut, Looks } from './looks';
import type { WalkOptions } from './walk-options';

/** The time was up while the pipeline had to move on: nobody knows if it ever would have. */
export class TimeUpError extends UnreachableError {
  constructor(pair: string) {
    super(
      `the pipeline was still ${pair} when the time was up, but was not polled often enough to call it stuck`,
    );
  }
}

/** Polls until the pipeline has arrived; false if it went elsewhere, or need not move. */
export async function arrived(to: Deployment, options: WalkOptions): Promise<boolean> {
  await timedRead(options);
  const before = possiblePairs(options);
  const isThere = () => {
    const now = possiblePairs(options);
    return now.size === 1 && now.has(pairOf(to));
  };
  const isElsewhere = () => ![...possiblePairs(options)].some((pair) => before.has(pair));
  await movedOn(() => isThere() || isElsewhere(), options);
  return isThere();
}

/** Polls until the pipeline rests, step by step; false if it need not, or the walk is over. */
export async function cameToRest(options: WalkOptions): Promise<boolean> {
  await timedRead(options);
  return movedOn(() => !possible(options).some(mustMoveOn), options);
}

/**
 * Leaves the pipeline alone until it rests and then for a while, and polls; false if it did not
 * come to rest, or the walk is over.
 */
export async function stayed(options: WalkOptions): Promise<boolean> {
  const { stays, clock, budget, isInterrupted, random } = options;
  if (!(await cameToRest(options))) return false;
  const { time } = stays;
  let lasted = 0;
  while (lasted < time) {
    if (isInterrupted() || budget.isWalkOver) return false;
    const pause = stays.pauseAfter(lasted) * (0.75 + random.next() / 2);
    await clock.sleep(pause);
    await timedRead(options);
    lasted += pause;
    stays.spent(pause);
  }
  // A pipeline may fail meanwhile; then it has not been left alone where it rested.
  return !possible(options).some(mustMoveOn);
}

/** The runner reaches everything in fewer moves; whatever takes more goes to and fro. */
const movesMax = 20;

/** Polls until this holds, move by move; false if it does not in time, or need not. */
async function movedOn(holds: () => boolean, options: WalkOptions): Promise<boolean> {
  for (let moves = 0; moves < movesMax; moves += 1) {
    if (holds()) return true;
    const before = possiblePairs(options);
    const hasMoved = () => isRuledOut(before, possiblePairs(options));
    if (!(await moved(() => holds() || hasMoved(), options))) return false;
  }
  return holds();
}

/** Polls until this holds; false if it does not in time, or need not. */
async function moved(holds: () => boolean, options: WalkOptions): Promise<boolean> {
  const { session, clock, pace, stays, patience, pollEvery } = options;
  const { random, budget, isInterrupted } = options;
  let looks = new Looks();
  let [waited, counted, restarts] = [0, 0, 0];
  for (let polls = 1; ; polls += 1) {
    if (holds()) {
      pace.moved(waited);
      return true;
    }
    const deployments = possible(options);
    if (!deployments.some(mustMoveOn)) return false;
    const isCertain = deployments.every(mustMoveOn);
    const lasted = looks.saw(pairsOf(deployments), counted);
    // If it may as well rest, the patience would be spent in vain.
    if (lasted > (isCertain ? pace.limit : stays.time)) {
      if (isCertain) throw stuck(options, polls, lasted);
      return false;
    }
    if (isInterrupted()) return false;
    if (budget.isLate(patience)) throw new TimeUpError([...possiblePairs(options)].join(' or '));
    const pause = pollEvery * (0.5 + random.next());
    const slept = monotonicTime(clock);
    await clock.sleep(pause);
    counted = pace.timeOf(pause, monotonicTime(clock) - slept);
    waited += counted;
    const { failedPolls } = session;
    await timedRead(options);
    // A server that was out of reach may have been restarted, and then its runner begins anew.
    if (session.failedPolls > failedPolls && restarts < restartsMax) {
      restarts += 1;
      waited = 0;
      looks = new Looks();
    }
  }
}

function stuck(options: WalkOptions, polls: number, waited: number): ConformanceError {
  const [pair] = possiblePairs(options);
  return new ConformanceError(
    'stuck',
    `the pipeline remained ${pair} in ${polls} polls over ${Math.round(waited)} ms, though the runner has something to do there: a runner that does what \`reconcile\` asks brings the status to the desired one`,
  );
}

async function timedRead({ session, clock, pace }: WalkOptions): Promise<void> {
  const began = monotonicTime(clock);
  await session.read();
  pace.polled(monotonicTime(clock) - began);
}

function possible({ session }: WalkOptions): readonly Deployment[] {
  return session.possible.map(({ deployment }) => deployment);
}

function possiblePairs(options: WalkOptions): ReadonlySet<string> {
  return pairsOf(possible(options));
}
