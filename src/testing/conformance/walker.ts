/**
 * Walks of one pipeline: guided towards what was not exercised yet, and at random once everything was.
 *
 * Where only the runner can move the pipeline on, a walk waits, with a bound. Where the runner never
 * rests, it calls in a hurry, without a look in between.
 */
import { type CompleteAction, type Deployment, everyAction } from '../../lifecycle';
import type { Random } from '../random';
import { type Clock, within } from '../timing';
import { type Atlas, type Leg, mustMoveOn, pairOf } from './atlas';
import { ConformanceError } from './conformance-error';
import { actionsOf, type Column, type Coverage } from './coverage';
import { noteOf } from './disturbance';
import type { LifecycleDriver } from './driver';
import type { Session } from './session';

/** What a walk needs. */
export interface WalkOptions {
  readonly driver: LifecycleDriver;
  readonly session: Session;
  readonly atlas: Atlas;
  readonly coverage: Coverage;
  readonly random: Random;
  readonly clock: Clock;
  /** How long one request may take, in milliseconds. */
  readonly timeout: number;
  /** How long to wait for the runner, in milliseconds, before the pipeline counts as stuck. */
  readonly patience: number;
  /** How long to wait between two polls, in milliseconds. */
  readonly pollEvery: number;
  /** How many steps the walk has at most. */
  readonly steps: number;
  /** When the walk ends at the latest, by the clock. */
  readonly deadline: number;
  /** Whether it is to end at once. */
  readonly isInterrupted: () => boolean;
}

/** Walks until its steps or its time are used up. Throws ConformanceError, UnreachableError. */
export async function walk(options: WalkOptions): Promise<void> {
  const { session, clock, steps, deadline, isInterrupted } = options;
  await session.begin();
  for (let step = 0; step < steps && clock.now() < deadline; step += 1) {
    if (isInterrupted()) break;
    const isDone = (await stepAboutError(options)) || (await guidedStep(options));
    if (!isDone) await randomStep(options);
    await disturbed(options);
  }
  await session.read();
}

/** The deployment that the pipeline is taken to be in. */
function whereabouts({ session, random }: WalkOptions): Deployment {
  return random.pick(session.possible).deployment;
}

const columnsAboutErrors: readonly Column[] = ['start', 'dismissError', 'stop', 'stop?force=true'];
/** By column, so that the many parameters of a start do not outweigh the others. */
const aboutErrors = columnsAboutErrors.map((column) =>
  actionsOf(column).filter((action) => action.type !== 'start' || !action.dismissError),
);

/** An error cannot be planned with: where one has come, what is said of errors is tried at once. */
async function stepAboutError(options: WalkOptions): Promise<boolean> {
  const { session, random } = options;
  const hasError = session.possible.every(({ deployment }) => deployment.error !== null);
  if (!hasError || !random.chance(0.5)) return false;
  await call(random.pick(random.pick(aboutErrors)), options, 0.9);
  return true;
}

/** One step towards something that is wanted; false where nothing is within reach. */
async function guidedStep(options: WalkOptions): Promise<boolean> {
  const { atlas, coverage, random } = options;
  const here = whereabouts(options);
  const isWanted = (each: Deployment) => coverage.wantedIn(each).length > 0;
  // The nearest first would leave for long what is far from the beginning.
  const goal = random.chance(0.6) ? random.pick(atlas.deployments) : null;
  const isGoal = (each: Deployment) => isWanted(each) && pairOf(each) === (goal && pairOf(goal));
  const way = atlas.wayTo(here, isGoal, random) ?? atlas.wayTo(here, isWanted, random);
  if (way === null) return false;
  const target = way.at(-1)?.to ?? here;
  const column = random.pick(coverage.wantedIn(target));
  const action = random.pick(coverage.actionsWanted(target, column));
  // Counted before it comes off: the runner may be faster every time.
  coverage.tried(target, column);
  for (const leg of way) if (!(await took(leg, options))) return true;
  await call(action, options, 0.8);
  return true;
}

/** Whether a leg led where it should. A call is not looked at: the next one may have to be in time. */
async function took(leg: Leg, options: WalkOptions): Promise<boolean> {
  if (leg.kind === 'wait') return arrived(leg.to, options);
  await options.session.call(leg.action);
  return true;
}

/** Polls until the pipeline is there; false where it went elsewhere, or need not go there. */
async function arrived(to: Deployment, options: WalkOptions): Promise<boolean> {
  const { session, clock, patience, pollEvery, random, deadline, isInterrupted } = options;
  const began = clock.now();
  await session.read();
  const before = pairsIn(session);
  for (;;) {
    const now = pairsIn(session);
    if (now.length === 1 && now[0] === pairOf(to)) return true;
    const isMoving = session.possible.some(({ deployment }) => mustMoveOn(deployment));
    if (!isMoving || !now.some((pair) => before.includes(pair))) return false;
    if (clock.now() - began > patience) return gaveUp(options);
    if (isInterrupted() || clock.now() > deadline + patience) return false;
    await clock.sleep(pollEvery * (0.5 + random.next()));
    await session.read();
  }
}

/** False, where the pipeline may rest; else it is stuck. */
function gaveUp({ session, patience }: WalkOptions): false {
  const { possible } = session;
  if (!possible.every(({ deployment }) => mustMoveOn(deployment))) return false;
  const [pair] = pairsIn(session);
  throw new ConformanceError(
    'stuck',
    `the pipeline has been ${pair} for ${patience} ms, though the runner has something to do: ${livenessPromise}`,
  );
}

const livenessPromise =
  'a runner that keeps doing what it should brings the status to what is desired';

async function randomStep(options: WalkOptions): Promise<void> {
  const { session, atlas, random, clock, pollEvery } = options;
  const here = whereabouts(options);
  const accepted = atlas.legsFrom(here).flatMap((leg) => (leg.kind === 'call' ? [leg.action] : []));
  // Calls that lead on are few among all that there are.
  const actions = accepted.length > 0 && random.chance(0.7) ? accepted : everyAction;
  if (random.chance(0.6)) return call(random.pick(actions), options, 0.5);
  await clock.sleep(pollEvery * 8 * random.next() ** 3);
  await session.read();
}

/** Calls, and looks at once with this probability: what lags must not have time to catch up. */
async function call(
  action: CompleteAction,
  { session, random }: WalkOptions,
  look: number,
): Promise<void> {
  await session.call(action);
  if (random.chance(look)) await session.read();
}

/** Now and then, where a rule promises something, does what it is promised against. */
async function disturbed({ driver, session, random, timeout }: WalkOptions): Promise<void> {
  const disturb = driver.disturb?.bind(driver);
  if (disturb === undefined || !random.chance(0.08)) return;
  const isEnding = session.possible.every(
    ({ deployment }) => deployment.desiredStatus === 'Stopped',
  );
  // A stop that was accepted survives a runner that is killed; what runs or suspends may fail at any time.
  const disturbance = isEnding || random.chance(0.5) ? 'killRunner' : 'failPipeline';
  const done = await within(timeout, disturbance, () => disturb(disturbance)).catch(() => false);
  if (done) session.note(noteOf(disturbance));
}

function pairsIn({ possible }: Session): string[] {
  return [...new Set(possible.map(({ deployment }) => pairOf(deployment)))];
}
