/**
 * Chance that a seed repeats, however the pipelines interleave.
 *
 * With one stream of numbers for everything, the outcome would depend on who draws first. So each
 * thing left to chance has a stream of its own, made of the seed, the pipeline's name and a count.
 */
import { type Random, randomOf } from '../testing/random';

/** The things left to chance. */
export type Drawn = 'task' | 'life' | 'hang' | 'modification';

/** Returns the stream of one draw, the same for the same arguments. Pure. */
export function chanceOf(seed: number, pipelineName: string, drawn: Drawn, count: number): Random {
  // FNV-1a. The generator mixes its seed, so neighbors have nothing in common.
  const key = `${seed}/${pipelineName}/${drawn}/${count}`;
  const hash = [...key].reduce(
    (mixed, letter) => Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261,
  );
  return randomOf(hash);
}
