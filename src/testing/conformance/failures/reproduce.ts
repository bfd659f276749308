/**
 * Replaying a history that failed, to see if it fails every time, and with fewer calls: what a
 * shorter history leaves out, a replay has shown not to be needed.
 */
import { monotonicTime } from '../../../host/time';
import type { HistoryEntry } from '../../../trace';
import type { ConformanceError } from '../conformance-error';
import type { Routes } from '../goals';
import { type ReplayOptions, replayed } from './replay';
import { shortcutsTo } from './shortcuts';
import { cutsOf, isDeed, shrunk, withoutIdlePolls } from './shrink';

const timesMax = 3;
/** How many of the cuts are replayed, the whole history not counted. */
const cutsMax = 3;

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
  routes: Routes,
  options: ReplayOptions,
): Promise<Reproduction> {
  const { candidates } = options.space;
  const byDeduction = shrunk(kind, found, candidates);
  // It would take all the patience to see again that a pipeline is stuck.
  if (kind === 'stuck' || kind === 'refused') {
    return { history: byDeduction, again: { tried: 0, failed: 0 } };
  }
  return new Reproducer(kind, found, routes, options).run(byDeduction);
}

class Reproducer {
  readonly #kind: ConformanceError['kind'];
  readonly #found: readonly HistoryEntry[];
  readonly #routes: Routes;
  readonly #options: ReplayOptions;
  readonly #deadline: number;
  /** True if the fault has shown a while after the last call. */
  #isLate = false;

  constructor(
    kind: ConformanceError['kind'],
    found: readonly HistoryEntry[],
    routes: Routes,
    options: ReplayOptions,
  ) {
    this.#kind = kind;
    this.#found = found;
    this.#routes = routes;
    this.#options = options;
    this.#deadline = monotonicTime(options.plan.clock) + options.plan.again;
  }

  async run(byDeduction: readonly HistoryEntry[]): Promise<Reproduction> {
    const { candidates } = this.#options.space;
    const cuts = cutsOf(this.#kind, this.#found, candidates);
    const scripts = [
      // Another way there is short, and says more: what came before was not needed.
      ...shortcutsTo(this.#kind, this.#found, candidates, this.#routes, this.#options.plan.seed),
      ...cuts.slice(0, Math.min(cutsMax, cuts.length - 1)),
      this.#found,
    ];
    let again = { tried: 0, failed: 0 };
    for (const script of scripts) {
      const isLast = script === this.#found;
      const { history, ...counts } = await this.#repeated(script, isLast);
      if (counts.tried > 0) again = counts;
      if (history === null) continue;
      // What fails only now and then must not count as needed because it did not fail once.
      const tries = counts.failed < counts.tried ? timesMax : 1;
      return { history: await this.#shortened(script, history, tries), again };
    }
    return { history: byDeduction, again };
  }

  /** Replays a script a few times; one that does not fail at once is soon given up. */
  async #repeated(script: readonly HistoryEntry[], isLast: boolean) {
    let history: readonly HistoryEntry[] | null = null;
    let [tried, failed] = [0, 0];
    while (tried < timesMax && !this.#isOver) {
      if (failed === 0 && tried === 2 && !isLast) break;
      tried += 1;
      const entries = await this.#attempt(script);
      if (entries === null) continue;
      failed += 1;
      if (history === null || entries.length < history.length) history = entries;
    }
    return { history, tried, failed };
  }

  /** Leaves out what is not needed for the script to fail. */
  async #shortened(
    whole: readonly HistoryEntry[],
    history: readonly HistoryEntry[],
    tries: number,
  ): Promise<readonly HistoryEntry[]> {
    let script = whole;
    let shortest = history;
    for (let size = Math.max(1, whole.filter(isDeed).length >> 1); ; size >>= 1) {
      // Of the deeds at the end, as many as this are needed.
      for (let needed = 0; ; ) {
        if (this.#isOver) return shortest;
        const without = withoutDeeds(script, needed, size);
        if (without === null) break;
        let entries = await this.#attempt(without);
        for (let again = 1; again < tries; again += 1) entries ??= await this.#attempt(without);
        if (entries === null) {
          needed += size;
          continue;
        }
        script = without;
        if (entries.length <= shortest.length) shortest = entries;
      }
      if (size <= 1) return shortest;
    }
  }

  /** The entries of a replay that fails in the same way; null if it does not. */
  async #attempt(script: readonly HistoryEntry[]): Promise<readonly HistoryEntry[] | null> {
    const { plan, waitMax } = this.#options;
    // What one replay has left behind must not be taken for a fault of the next.
    if (this.#isLate) await plan.clock.sleep(waitMax);
    const replay = await replayed(script, this.#options);
    this.#isLate ||= replay?.isLate === true;
    if (replay === null || replay.kind !== this.#kind) return null;
    if (!isSameClaim(replay.entries.at(-1), this.#found.at(-1))) return null;
    return withoutIdlePolls(this.#kind, replay.entries, this.#options.space.candidates);
  }

  get #isOver(): boolean {
    const { plan } = this.#options;
    return plan.isInterrupted() || monotonicTime(plan.clock) > this.#deadline;
  }
}

/** The script without some deeds, those before the needed ones; null if none is left. */
function withoutDeeds(
  script: readonly HistoryEntry[],
  needed: number,
  size: number,
): readonly HistoryEntry[] | null {
  const deeds = [...script.keys()].filter(
    (index) => index < script.length - 1 && isDeed(script[index]),
  );
  const end = deeds.length - needed;
  if (end <= 0) return null;
  const left = new Set(deeds.slice(Math.max(0, end - size), end));
  return script.filter((_, index) => !left.has(index));
}

/** True if both are polls, or both calls of the same action with the same answer. */
function isSameClaim(one: HistoryEntry | undefined, other: HistoryEntry | undefined): boolean {
  if (one?.kind !== 'call' || other?.kind !== 'call') return one?.kind === other?.kind;
  return one.action.type === other.action.type && one.answer === other.answer;
}
