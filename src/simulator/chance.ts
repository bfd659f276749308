/**
 * Chance that a seed repeats, whatever the interleaving of pipelines.
 *
 * One stream of numbers for all would depend on who draws first. So each thing that needs chance has a
 * stream of its own, of the seed, the pipeline's name and how many such things that pipeline has had.
 */
import { type Random, randomOf } from '../testing/random';

/** What chance is drawn for. */
export type Drawn = 'task' | 'life' | 'hang' | 'modification';

/** The stream of these: the same every time. Pure. */
export function chanceOf(seed: number, pipelineName: string, drawn: Drawn, count: number): Random {
  // FNV-1a. The generator mixes what it is given, so that neighbors have nothing in common.
  const key = `${seed}/${pipelineName}/${drawn}/${count}`;
  const hash = [...key].reduce(
    (mixed, letter) => Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261,
  );
  return randomOf(hash);
}
