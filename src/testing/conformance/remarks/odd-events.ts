/**
 * Strange but legal: the remarks on the walks of a test, grouped, so that a thousand of a kind are
 * one.
 */
import {
  describeRemark,
  type HistoryEntry,
  type HistoryReport,
  type OddEvent,
  type Remark,
} from '../../../trace';
import type { CandidatePool } from '../../../trace/candidates';
import { type Holds, shortestEnd } from '../failures';
import { disturbanceIn, judgedEntries, lineOf } from '../history';
import type { SessionSpace } from '../walks';

/** Something that must have happened and hardly ever does, and how often it was needed. */
export interface ConformanceRemark {
  /** The kind of event, as in a `Remark` on a history. */
  readonly kind: OddEvent['kind'];
  /** The id of the rule that allows it; null for a call, and if it is not known. */
  readonly rule: string | null;
  /** How often it happened. */
  readonly count: number;
  /** A remark of this kind, in words. */
  readonly message: string;
  /** The history up to the line of that remark, without what it does not need. */
  readonly history: readonly string[];
}

/** Collects remarks, by the kind of event and the rule that allows it. */
export class RemarkGroups {
  readonly #groups = new Map<string, ConformanceRemark>();
  readonly #candidates: CandidatePool;

  constructor({ candidates }: SessionSpace) {
    this.#candidates = candidates;
  }

  /** Judges the entries of a walk. Returns the first remark, or null. */
  judge(entries: readonly HistoryEntry[], judged = this.#judged(entries)): Remark | null {
    const remarks = judged.remarks.filter((each) => !isOurDoing(each, entries));
    for (const remark of remarks)
      for (const event of remark.events) this.#add(event, remark, entries);
    return remarks[0] ?? null;
  }

  /** Each group, the most frequent first. */
  get report(): readonly ConformanceRemark[] {
    return [...this.#groups.values()].sort((one, other) => other.count - one.count);
  }

  #judged(entries: readonly HistoryEntry[]): HistoryReport {
    return judgedEntries(entries, this.#candidates.dialect);
  }

  #add(event: OddEvent, remark: Remark, entries: readonly HistoryEntry[]): void {
    const key = groupKey(event);
    const group = this.#groups.get(key) ?? this.#group(event, remark, entries);
    this.#groups.set(key, { ...group, count: group.count + 1 });
  }

  #group(event: OddEvent, remark: Remark, entries: readonly HistoryEntry[]): ConformanceRemark {
    const isSame: Holds = (history) => {
      const last = this.#judged(history).remarks.at(-1);
      const isLast = last?.line === history.length;
      return isLast && last.events.some((each) => groupKey(each) === groupKey(event));
    };
    const whole = entries.slice(0, remark.line);
    const history = shortestEnd(whole, this.#candidates, isSame);
    return {
      ...{ kind: event.kind, rule: event.rule?.id ?? null, count: 0 },
      message: describeRemark(this.#judged(history).remarks.at(-1) ?? remark),
      history: history.map(lineOf),
    };
  }
}

function groupKey({ kind, rule }: OddEvent): string {
  return `${kind} ${rule?.id}`;
}

/** True if the kit itself made the pipeline fail before this line, so that nothing is strange. */
function isOurDoing({ events, line }: Remark, entries: readonly HistoryEntry[]): boolean {
  const isFailure = events.every(({ kind }) => kind === 'unseenFailure');
  return isFailure && entries.slice(0, line).some((each) => disturbanceIn(each) === 'failPipeline');
}
