/** The answer to what a user asked for last, where it is seen wherever the page is scrolled. */
import type { Notice } from './notice';

interface NoticeBarProps {
  readonly notice: Notice;
  readonly onDismiss: () => void;
}

/** The answer, until it is dismissed. */
export function NoticeBar({ notice: { kind, title, text, hint }, onDismiss }: NoticeBarProps) {
  return (
    <section class="notice" data-kind={kind} aria-label="Answer">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        : {text}
      </p>
      {hint !== null && <p class="hint">Instead: {hint}</p>}
      <button type="button" onClick={onDismiss}>
        Dismiss
      </button>
    </section>
  );
}
