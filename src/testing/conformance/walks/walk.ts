/**
 * Walks of one pipeline: guided towards what has not been exercised yet, and at random once
 * everything has.
 *
 * If only the runner can move the pipeline on, a walk waits, with a limit. In statuses where the
 * runner never rests, it calls in a hurry, without a poll in between. And now and then, above all
 * after a call that takes back what the runner is about, it leaves the pipeline alone and watches.
 */
import { type CompleteAction, type Deployment, everyAction } from '../../../lifecycle';
import type { Random } from '../../random';
import { within } from '../../timing';
import {
  actionsOf,
  type CoverageColumn,
  classOf,
  type GoalKind,
  type Leg,
  type Way,
} from '../goals';
import { noteOf } from '../history';
import { arrived, cameToRest, stayed } from './waiting';
import type { WalkOptions } from './walk-options';

/** Walks until the steps or the budget are used up. Throws ConformanceError, UnreachableError. */
export async function walk(options: WalkOptions): Promise<void> {
  const { session, budget, stays, steps, isInterrupted } = options;
  await session.begin();
  for (let step = 0; step < steps && !budget.isWalkOver; step += 1) {
    if (isInterrupted()) break;
    const isDone = (await stepAboutError(options)) || (await guidedStep(options));
    if (!isDone) await randomStep(options);
    await disturbed(options);
  }
  await session.read();
  // What the last calls have left behind must not show in the next walk, which cannot explain it.
  if (stays.isAffordable && !budget.isWalkOver && !isInterrupted()) await stayed(options);
}

/** A deployment that the pipeline may be in. */
function presumedDeployment({ session, routes, random }: WalkOptions): Deployment {
  return routes.known(random.pick(session.possible).deployment);
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
  const { session, agenda, random } = options;
  const hasError = session.possible.every(({ deployment }) => deployment.error !== null);
  if (!hasError || !random.chance(0.5)) return false;
  const here = presumedDeployment(options);
  const kind = random.chance(0.5) ? agenda.pickKind(random, [here]) : null;
  if (kind !== null) return take(kind, here, options);
  await call(random.pick(random.pick(aboutErrors)), options, 0.9);
  return true;
}

/** Goes to something that is left to exercise; false if nothing of the kind can be reached. */
async function guidedStep(options: WalkOptions): Promise<boolean> {
  const { routes, agenda, random } = options;
  const here = presumedDeployment(options);
  // What only the server can bring about, such as an error, is taken while it lasts.
  const kindHere = isByChance(here) && random.chance(0.9) ? agenda.pickKind(random, [here]) : null;
  if (kindHere !== null) return take(kindHere, here, options);
  const kind = agenda.pickKind(random);
  if (kind === null) return false;
  const isOpen = (each: Deployment) => agenda.isOpenIn(each, kind);
  // To take the nearest first would put off for long what is far from the beginning.
  const goal = random.chance(0.6) ? random.pick(routes.classes) : null;
  const isGoal = (each: Deployment) => classOf(each) === goal && isOpen(each);
  const route = routes.routeTo(here, isGoal, random) ?? routes.routeTo(here, isOpen, random);
  if (route === null) return false;
  return take(kind, route.at(-1)?.to ?? here, options, route);
}

function isByChance({ status, error }: Deployment): boolean {
  return status === 'AwaitingApproval' || error !== null;
}

/** Goes along a route, and exercises something of this kind that is left at its end. */
async function take(
  kind: GoalKind,
  target: Deployment,
  options: WalkOptions,
  route: readonly Leg[] = [],
): Promise<true> {
  const { agenda, routes, random } = options;
  const place = routes.known(target);
  const way = agenda.pickIn(place, kind, random);
  // Counted in advance: the runner may be faster every time.
  agenda.tried(way, place);
  for (const leg of route) if (!(await took(leg, options))) return true;
  const calls = kind === 'stay' ? shuffled(way.calls, random) : way.calls;
  const actions = calls.map((each) => pickSharp(each, random));
  // A call that is made twice may take back what it did the first time.
  const [first, second] = actions;
  const isAgain = first !== undefined && second !== undefined && way.calls[1]?.includes(first);
  if (isAgain && random.chance(0.5)) actions[1] = first;
  for (const action of actions) {
    await call(action, options, kind === 'action' || kind === 'decision' ? 0.8 : 0);
  }
  await seeWhatCame(way, options);
  const last = actions.at(-1);
  if (kind !== 'stay' && last !== undefined) await probe(last, options);
  return true;
}

/**
 * Now and then asks for the start that is under way once more: no poll shows its parameters, and
 * only an answer tells that they have changed.
 */
async function probe({ type }: CompleteAction, options: WalkOptions): Promise<void> {
  const { initial, bootstrapPolicy } = presumedDeployment(options);
  if (initial === null || bootstrapPolicy === null) return;
  if (!options.random.chance(type === 'start' ? 0.6 : 0.1)) return;
  await call({ type: 'start', initial, bootstrapPolicy, dismissError: false }, options, 0.2);
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

/**
 * One of these actions. Rather a start that does not dismiss an error, as it leaves fewer excuses:
 * a failure that nobody saw explains why any other start is accepted.
 */
function pickSharp(actions: readonly CompleteAction[], random: Random): CompleteAction {
  const sharp = actions.filter((each) => each.type === 'start' && !each.dismissError);
  return random.pick(sharp.length > 0 && random.chance(0.5) ? sharp : actions);
}

/** Sees what came of the calls. */
async function seeWhatCame({ goal: { kind } }: Way, options: WalkOptions): Promise<void> {
  const { session, course, budget, random, stays } = options;
  if (budget.isWalkOver || kind === 'action' || kind === 'decision') return;
  // No poll shows an approval: what became of it is only seen once the pipeline moves on.
  const isHidden = session.possible.some(({ deployment }) => deployment.bootstrapApproved);
  if (kind === 'sequence') {
    if (isHidden || random.chance(0.1)) await cameToRest(options);
    else await session.read();
  } else if (!stays.isAffordable) await session.read();
  else if (await stayed(options)) {
    course.stayed(session.possible.map(({ deployment }) => deployment));
  }
}

/**
 * Takes a leg; false if it led elsewhere. Calls are not followed by a poll: there may be no time.
 */
async function took(leg: Leg, options: WalkOptions): Promise<boolean> {
  if (leg.kind === 'wait') return arrived(leg.to, options);
  await call(leg.action, options, 0);
  return true;
}

async function randomStep(options: WalkOptions): Promise<void> {
  const { session, routes, random, clock, pollEvery, stays } = options;
  const here = presumedDeployment(options);
  const accepted = routes
    .legsFrom(here)
    .flatMap((leg) => (leg.kind === 'call' ? [leg.action] : []));
  // Calls that lead on are few among all calls.
  const actions = accepted.length > 0 && random.chance(0.7) ? accepted : everyAction;
  if (random.chance(0.6)) return call(random.pick(actions), options, 0.5);
  if (stays.isAffordable && random.chance(0.1)) {
    await stayed(options);
    return;
  }
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
