/** Notices: the answers to what a user asked for. */
import type { Accepted, Answer, AvailableAction } from '../../client';

/** An answer for people. */
export interface Notice {
  readonly kind: 'accepted' | 'refused' | 'failed';
  /** The question: what of which pipeline. */
  readonly title: string;
  readonly text: string;
  /** The next thing to try. */
  readonly hint: string | null;
}

/** Returns the notice of an answer. */
export function noticeOf(answer: Answer<Accepted>, title: string): Notice {
  if (answer.ok) {
    const { checkpoint } = answer.value;
    const text =
      checkpoint === null ? 'Accepted.' : `Accepted. It continues from checkpoint ${checkpoint}.`;
    return { kind: 'accepted', title, text, hint: null };
  }
  const { httpStatus, code, message, hint } = answer;
  return { kind: 'refused', title, ...refusalParts({ httpStatus, code, message, hint }) };
}

/** Returns the notice of an action that is not sent, because the answer is known. */
export function noticeOfObstacle({ obstacle }: AvailableAction, title: string): Notice {
  if (obstacle === null) {
    return { kind: 'refused', title, text: 'It would change nothing.', hint: null };
  }
  const { text, hint } = refusalParts(obstacle);
  return { kind: 'refused', title, text: `Not sent, because the answer would be ${text}`, hint };
}

interface RefusalTexts {
  readonly httpStatus: number;
  readonly code: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** Returns the texts of a refusal. Most messages end with the hint, which is not said twice. */
export function refusalParts({ httpStatus, code, message, hint }: RefusalTexts) {
  const text = `${httpStatus} ${code ?? ''}: ${message}`;
  if (hint === null || !text.endsWith(hint)) return { text, hint };
  return { text: text.slice(0, -hint.length).trim(), hint };
}

/** Returns a notice in one sentence, for those who hear it. */
export function noticeInWords({ title, text, hint }: Notice): string {
  return [`${title}:`, text, hint ?? ''].join(' ').trim();
}
