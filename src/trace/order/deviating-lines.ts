/** The lines of a history that are legal only by a deviation of the dialect. */
import type { Deviation } from '../../dialect';

/** A deviation without which some lines would break a rule. */
export interface DeviationUse {
  readonly deviation: Deviation;
  /** The number of these lines. */
  readonly count: number;
  /** The first of them, at most a hundred. */
  readonly lines: readonly number[];
}

const linesMax = 100;

interface Use {
  count: number;
  readonly lines: number[];
}

/** Counts the lines of one search, by the bits of the deviations that each needs. */
export class DeviatingLines {
  readonly #uses = new Map<number, Use>();

  copy(): DeviatingLines {
    const copy = new DeviatingLines();
    for (const [bits, { count, lines }] of this.#uses) {
      copy.#uses.set(bits, { count, lines: [...lines] });
    }
    return copy;
  }

  add(line: number, bits: number): void {
    const use = this.#uses.get(bits) ?? { count: 0, lines: [] };
    use.count += 1;
    if (use.lines.length < linesMax) use.lines.push(line);
    this.#uses.set(bits, use);
  }

  /** Each deviation with its lines, the most frequent first; frozen. */
  report(pool: { deviationsOf(bits: number): readonly Deviation[] }): readonly DeviationUse[] {
    const found = new Map<string, Use & { readonly deviation: Deviation }>();
    for (const [bits, { count, lines }] of this.#uses) {
      for (const deviation of pool.deviationsOf(bits)) {
        const use = found.get(deviation.id) ?? { deviation, count: 0, lines: [] };
        use.count += count;
        use.lines.push(...lines);
        found.set(deviation.id, use);
      }
    }
    const sorted = [...found.values()].sort((one, other) => other.count - one.count);
    return Object.freeze(
      sorted.map(({ deviation, count, lines }) => {
        const first = lines.sort((one, other) => one - other).slice(0, linesMax);
        return Object.freeze({ deviation, count, lines: Object.freeze(first) });
      }),
    );
  }
}
