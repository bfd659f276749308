/** What a script is that shows a bug. */
import type { Recorder } from './recorder';

/** How to show a bug. */
export interface Script {
  /** What the checker refuses; left out where the script looks itself. */
  readonly claim?: RegExp;
  /** Says what is wrong, where no history can; null where nothing is. */
  readonly play: (pipeline: Recorder) => Promise<string | null>;
}

/** A script of calls and polls after which the checker refuses such a claim. */
export const shown = (claim: RegExp, play: (pipeline: Recorder) => Promise<unknown>): Script => ({
  claim,
  play: async (pipeline) => {
    await play(pipeline);
    return null;
  },
});

/** A script that looks itself. */
export const looked = (play: Script['play']): Script => ({ play });

/** Polls for so many milliseconds, whatever is seen. */
export const watch = (pipeline: Recorder, milliseconds: number) =>
  pipeline.wait(/^$/, milliseconds);
