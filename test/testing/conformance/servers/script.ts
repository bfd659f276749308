/** A script that shows a bug by calls and polls. */
import type { Recorder } from './recorder';

/** How to show a bug. */
export interface Script {
  /** The claim that the checker refuses; left out if the script looks for the bug itself. */
  readonly claim?: RegExp;
  /** Resolves with a complaint about something that no history can show, or with null. */
  readonly play: (pipeline: Recorder) => Promise<string | null>;
}

/** A script after which the checker refuses such a claim. */
export const shown = (claim: RegExp, play: (pipeline: Recorder) => Promise<unknown>): Script => ({
  claim,
  play: async (pipeline) => {
    await play(pipeline);
    return null;
  },
});

/** A script that looks for the bug itself. */
export const looked = (play: Script['play']): Script => ({ play });

/** Polls for this many milliseconds, whatever is seen. */
export const watch = (pipeline: Recorder, milliseconds: number) =>
  pipeline.wait(/^$/, milliseconds);
