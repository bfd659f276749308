/** Judges a recording in the background, and drops the verdict once another one is given. */
import { useEffect, useState } from 'preact/hooks';
import { useAnnounce } from '../announcer';
import { type GivenRecording, type JudgedHistory, judgedRecording } from './judging';
import { verdictSentence } from './verdict-words';

/** The judged histories; null as long as nothing is given, or it is being judged. */
export interface Judgement {
  readonly isJudging: boolean;
  readonly histories: readonly JudgedHistory[] | null;
}

const nothing: Judgement = { isJudging: false, histories: null };

/** Returns the judgement on a recording. The same recording must be the same object. */
export function useJudgement(given: GivenRecording): Judgement {
  const [judgement, setJudgement] = useState(nothing);
  const announce = useAnnounce();
  useEffect(() => {
    if (given.text.trim() === '') return setJudgement(nothing);
    const superseded = new AbortController();
    const pause = async () => {
      await new Promise((turn) => setTimeout(turn));
      superseded.signal.throwIfAborted();
    };
    const judge = async () => {
      setJudgement((last) => ({ ...last, isJudging: true }));
      const histories = await judgedRecording(given, pause);
      if (superseded.signal.aborted) return;
      setJudgement({ isJudging: false, histories });
      announce(histories.map(verdictSentence).join(' '));
    };
    judge().catch((error: unknown) => {
      if (!superseded.signal.aborted) throw error;
    });
    return () => superseded.abort();
  }, [given]);
  return judgement;
}
