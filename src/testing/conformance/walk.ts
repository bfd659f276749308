/**
 * Walks of one pipeline: guided towards what has not been exercised yet, and at random once
 * everything has.
 *
 * If only the runner can move the pipeline on, a walk waits, with a limit. In statuses where the
 * runner never rests, it calls in a hurry, without a poll in between.
 */
import type { Clock } from '../../host';
import { monotonicTime } from '../../host/time';
import { type CompleteAction, type Deployment, everyAction } from '../../lifecycle';
import type { Random } from '../random';
import { UnreachableError, within } from '../timing';
import type { Budget } from './budget';
import { ConformanceError } from './conformance-error';
import { actionsOf, type Coverage, type CoverageColumn } from './coverage';
import { noteOf } from './disturbance-notes';
import type { LifecycleDriver } from './driver';
import type { Pace } from './pace';
import { mustMoveOn, pairOf, pairsOf } from './pairs';
import type { Leg, Routes } from './routes';
import type { Session } from './session';

/** The surroundings and limits of a walk. */
export interface WalkOptions {
  readonly driver: LifecycleDriver;
  readonly session: Session;
  readonly routes: Routes;
  readonly coverage: Coverage;
  readonly random: Random;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly pace: Pace;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** How long the runner may take for one step, in milliseconds. */
  readonly patience: number;
  /** How long to wait between two polls, in milliseconds. */
  readonly pollEvery: number;
  /** The most steps of the walk. */
  readonly steps: number;
  /** True if the walk is to end at once. */
  readonly isInterrupted: () => boolean;
}

/** The time was up while the pipeline had to move on: nobody knows if it ever would have. */
export class TimeUpError extends UnreachableError {
  constructor(pair: string) {
    super(
      `the pipeline was still ${pair} when the time was up, but was not polled often enough to call it stuck`,
    );
  }
}

/** Walks until the steps or the budget are used up. Throws ConformanceError, UnreachableError. */
export async function walk(options: WalkOptions): Promise<void> {
  const { session, budget, steps, isInterrupted } = options;
  await session.begin();
  for (let step = 0; step < steps && !budget.isWalkOver; step += 1) {
    if (isInterrupted()) break;
    const isDone = (await stepAboutError(options)) || (await guidedStep(options));
    if (!isDone) await randomStep(options);
    await disturbed(options);
  }
  await session.read();
}

/** A deployment that the pipeline may be in. */
function presumedDeployment({ session, random }: WalkOptions): Deployment {
  return random.pick(session.possible).deployment;
}

const columnsAboutErrors: readonly CoverageColumn[] = [
  'start',
  'dismissError',
  'stop',
  'stop?force=true',
];
/** By column, so that the many parameters of a start do not outweigh the others. */
const aboutErrors = columnsAboutErrors.map((column) =>
  actionsOf(column).filter((action) => action.type !== 'start' || !action.dismissError),
);

/** Tries actions that deal with errors once there is an error, which cannot be planned. */
async function stepAboutError(options: WalkOptions): Promise<boolean> {
  const { session, random } = options;
  const hasError = session.possible.every(({ deployment }) => deployment.error !== null);
  if (!hasError || !random.chance(0.5)) return false;
  await call(random.pick(random.pick(aboutErrors)), options, 0.9);
  return true;
}

/** Goes to something that is wanted, and exercises it; false if nothing wanted can be reached. */
async function guidedStep(options: WalkOptions): Promise<boolean> {
  const { routes, coverage, random } = options;
  const here = presumedDeployment(options);
  const isWanted = (each: Deployment) => coverage.wantedIn(each).length > 0;
  // To take the nearest first would put off for long what is far from the beginning.
  const goal = random.chance(0.6) ? pairOf(random.pick(routes.deployments)) : null;
  const isGoal = (each: Deployment) => pairOf(each) === goal && isWanted(each);
  const route = routes.routeTo(here, isGoal, random) ?? routes.routeTo(here, isWanted, random);
  if (route === null) return false;
  const target = route.at(-1)?.to ?? here;
  const column = random.pick(coverage.wantedIn(target));
  const action = random.pick(coverage.actionsWanted(target, column));
  // Counted in advance: the runner may be faster every time.
  coverage.tried(target, column);
  for (const leg of route) if (!(await took(leg, options))) return true;
  await call(action, options, 0.8);
  return true;
}

/**
 * Takes a leg; false if it led elsewhere. Calls are not followed by a poll: there may be no time.
 */
async function took(leg: Leg, options: WalkOptions): Promise<boolean> {
  if (leg.kind === 'wait') return arrived(leg.to, options);
  await call(leg.action, options, 0);
  return true;
}

/** Polls until the pipeline has arrived; false if it went elsewhere, or need not move. */
async function arrived(to: Deployment, options: WalkOptions): Promise<boolean> {
  const { session, clock, pace, patience, pollEvery, random, budget, isInterrupted } = options;
  await timedRead(options);
  const before = possiblePairs(session);
  let waited = 0;
  for (let polls = 1; ; polls += 1) {
    const now = possiblePairs(session);
    if (now.size === 1 && now.has(pairOf(to))) {
      pace.moved(waited);
      return true;
    }
    const isMoving = session.possible.some(({ deployment }) => mustMoveOn(deployment));
    if (!isMoving || ![...now].some((pair) => before.has(pair))) return false;
    if (waited > pace.limit) return gaveUp(session, polls, waited);
    if (isInterrupted()) return false;
    if (budget.isLate(patience)) throw new TimeUpError([...now].join(' or '));
    const pause = pollEvery * (0.5 + random.next());
    const slept = monotonicTime(clock);
    await clock.sleep(pause);
    waited += pace.timeOf(pause, monotonicTime(clock) - slept);
    await timedRead(options);
  }
}

async function timedRead({ session, clock, pace }: WalkOptions): Promise<void> {
  const began = monotonicTime(clock);
  await session.read();
  pace.polled(monotonicTime(clock) - began);
}

/** False if the pipeline may rest; else it is stuck. */
function gaveUp(session: Session, polls: number, waited: number): false {
  if (!session.possible.every(({ deployment }) => mustMoveOn(deployment))) return false;
  const [pair] = possiblePairs(session);
  throw new ConformanceError(
    'stuck',
    `the pipeline remained ${pair} in ${polls} polls over ${Math.round(waited)} ms, though the runner has something to do there: a runner that does what \`reconcile\` asks brings the status to the desired one`,
  );
}

async function randomStep(options: WalkOptions): Promise<void> {
  const { session, routes, random, clock, pollEvery } = options;
  const here = presumedDeployment(options);
  const accepted = routes
    .legsFrom(here)
    .flatMap((leg) => (leg.kind === 'call' ? [leg.action] : []));
  // Calls that lead on are few among all calls.
  const actions = accepted.length > 0 && random.chance(0.7) ? accepted : everyAction;
  if (random.chance(0.6)) return call(random.pick(actions), options, 0.5);
  await clock.sleep(pollEvery * 8 * random.next() ** 3);
  await session.read();
}

/**
 * Calls, if the budget allows another call, and polls at once with this probability: a server that
 * lags must not have time to catch up.
 */
async function call(
  action: CompleteAction,
  { session, budget, random }: WalkOptions,
  pollProbability: number,
): Promise<void> {
  if (budget.isWalkOver) return;
  budget.calls += 1;
  await session.call(action);
  if (pollProbability > 0 && random.chance(pollProbability)) await session.read();
}

/** Now and then disturbs the pipeline in a way that a rule promises it will survive. */
async function disturbed(options: WalkOptions): Promise<void> {
  const { driver, session, random, timeout, clock } = options;
  const disturb = driver.disturb?.bind(driver);
  if (disturb === undefined || !random.chance(0.08)) return;
  const isEnding = session.possible.every(
    ({ deployment }) => deployment.desiredStatus === 'Stopped',
  );
  // An accepted stop survives a runner that is killed; what runs or suspends may fail at any time.
  const disturbance = isEnding || random.chance(0.5) ? 'killRunner' : 'failPipeline';
  const attempt = () => disturb(disturbance);
  const done = await within(timeout, disturbance, attempt, clock).catch(() => false);
  if (done) session.note(noteOf(disturbance));
}

function possiblePairs({ possible }: Session): ReadonlySet<string> {
  return pairsOf(possible.map(({ deployment }) => deployment));
}
