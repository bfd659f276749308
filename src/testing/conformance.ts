/**
 * Holding a running implementation against the rules: walk after walk, until one breaks a rule or the
 * budget is used up.
 */
import { InvalidInputError } from '../lifecycle';
import { Atlas } from './atlas';
import { Clarity } from './clarity';
import { TimeLimitError, UnreachableError } from './clock';
import { ConformanceError } from './conformance-error';
import { Coverage, type CoverageReport } from './coverage';
import type { LifecycleDriver } from './driver';
import { type ConformanceOptions, type Plan, planOf } from './plan';
import { randomOf } from './random';
import { reproduced } from './reproduce';
import { Session } from './session';
import { breaksAtTheEnd, storyOf } from './shrink';
import { walk } from './walker';

/** What an implementation did that it must not do. */
export interface Failure {
  /**
   * A history that no rule allows; an answer of another shape; a pipeline that does not move on; or one
   * that cannot even be stopped by force, which must always be possible.
   */
  readonly kind: ConformanceError['kind'];
  readonly message: string;
  /** The lines of a history, oldest first; the last one is what breaks the rule. */
  readonly history: readonly string[];
  /** In words, by which rule. */
  readonly story: string;
  /** How long it took to find, in milliseconds. */
  readonly after: number;
  /** How often the history was tried again, and how often it failed again. */
  readonly again: { readonly tried: number; readonly failed: number };
}

/** What could not be understood, or did not come, and how often. */
export interface Trouble {
  readonly message: string;
  readonly count: number;
}

/** The result of a conformance test. */
export interface ConformanceReport {
  /** Whether no rule was broken; where too little could be tested to tell, `unreachable`. */
  readonly outcome: 'conforms' | 'violates' | 'unreachable';
  readonly seed: number;
  readonly walks: number;
  /** How many calls and polls were made, all in all. */
  readonly requests: number;
  readonly elapsed: number;
  readonly failure: Failure | null;
  readonly troubles: readonly Trouble[];
  readonly coverage: CoverageReport;
}

const troublesMax = 5;

/**
 * Tests an implementation. Resolves with a report whatever the implementation does: it is never the kit
 * that crashes. Rejects with InvalidInputError for malformed options.
 */
export async function checkConformance(
  driver: LifecycleDriver,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  checkDriver(driver);
  const plan = planOf(options);
  const { clock, seed } = plan;
  const began = clock.now();
  const deadline = began + plan.budget;
  const coverage = new Coverage(plan.capabilities);
  const atlas = new Atlas(plan.capabilities);
  const random = randomOf(seed);
  const troubles = new Map<string, number>();
  const onTrouble = (message: string) => {
    troubles.set(message, (troubles.get(message) ?? 0) + 1);
  };
  const clarity = new Clarity();
  const onCall = clarity.called.bind(clarity);
  const tally = { walks: 0, requests: 0, inARow: 0, good: 0, quietUntil: 0, extra: 0 };
  // A request that was given up may still be on its way, and do what nobody asks for any more.
  const beQuiet = () => {
    tally.quietUntil = clock.now() + 10 * plan.timeout;
  };
  /** Whether to go on; after the deadline, only to see whether it can be reached again. */
  const goesOn = () =>
    !plan.isInterrupted() &&
    tally.inARow < troublesMax &&
    clock.now() < deadline + (tally.inARow === 0 ? 0 : 10 * plan.timeout);
  let failure: Failure | null = null;

  while (failure === null && goesOn()) {
    const isDone = coverage.isExhausted && tally.inARow === 0;
    if (isDone && tally.extra >= plan.walks) break;
    if (isDone) tally.extra += 1;
    const session = new Session(driver, { ...plan, onTrouble, onCall }, coverage);
    tally.walks += 1;
    try {
      await walk({ ...plan, driver, session, atlas, coverage, random, deadline });
      tally.inARow = 0;
      tally.good += 1;
    } catch (error) {
      const isDoubtful = clock.now() < tally.quietUntil;
      if (error instanceof ConformanceError && !isDoubtful) {
        failure = await failureOf(error, session, driver, plan, clock.now() - began);
      } else {
        tally.inARow += 1;
        onTrouble(troubleOf(error, isDoubtful));
        if (error instanceof TimeLimitError) beQuiet();
        await clock.sleep(plan.pollEvery);
      }
    }
    tally.requests += session.requests;
    if (!(await session.end())) beQuiet();
    const { covered, total } = coverage.report();
    const { walks, requests } = tally;
    plan.onProgress({ walks, requests, covered, total, elapsed: clock.now() - began });
  }

  for (const { message, count } of clarity.unclear) troubles.set(message, count);
  // One that cannot be reached any more was not tested to the end.
  const isReached = tally.good > 0 && tally.inARow === 0;
  const isTested = coverage.report().covered > 0 && clarity.unclear.length === 0;
  return Object.freeze({
    outcome: failure !== null ? 'violates' : isReached && isTested ? 'conforms' : 'unreachable',
    seed,
    walks: tally.walks,
    requests: tally.requests,
    elapsed: clock.now() - began,
    failure,
    troubles: [...troubles].map(([message, times]) => ({ message, count: times })),
    coverage: coverage.report(),
  } as const);
}

function troubleOf(error: unknown, isDoubtful: boolean): string {
  if (error instanceof ConformanceError && isDoubtful) {
    return 'what was seen may come of a request that was given up before: not counted';
  }
  if (error instanceof UnreachableError) return error.message;
  throw error;
}

/** The failure with a history as short as can be had. */
async function failureOf(
  { kind, message, line }: ConformanceError,
  session: Session,
  driver: LifecycleDriver,
  plan: Plan,
  after: number,
): Promise<Failure> {
  await session.end();
  const found = line === null ? session.lines : [...session.lines, line];
  const { history, again } = await reproduced(kind, found, driver, plan);
  const isIllegal = kind === 'illegal' && breaksAtTheEnd(history);
  return Object.freeze({
    kind,
    message: isIllegal ? `no course of events explains line ${history.length}` : message,
    history,
    story: isIllegal ? storyOf(history) : message,
    after,
    again,
  });
}

function checkDriver(driver: unknown): void {
  for (const name of ['create', 'call', 'read', 'destroy']) {
    const value = (driver as Record<string, unknown> | null | undefined)?.[name];
    if (typeof value !== 'function') {
      throw new InvalidInputError({ field: `driver.${name}`, value, allowed: 'a function' });
    }
  }
}
