/** A text to copy or to save. */
import { useRef } from 'preact/hooks';
import { useAnnounce } from './announcer';

interface CopyableProps {
  readonly title: string;
  readonly text: string;
}

/** The text, with a button that copies it. */
export function Copyable({ title, text }: CopyableProps) {
  const shown = useRef<HTMLTextAreaElement>(null);
  const copy = useCopy();
  const rows = Math.min(text.split('\n').length, 16);
  return (
    <div class="copyable">
      <button type="button" onClick={() => copy(title, text, shown.current)}>
        Copy
      </button>
      <textarea ref={shown} readOnly rows={rows} wrap="off" aria-label={title} value={text} />
    </div>
  );
}

/**
 * Returns a function that copies the text of a field. If the browser does not let a page do that,
 * it selects the field instead, so that the user can copy it with the keyboard.
 */
export function useCopy() {
  const announce = useAnnounce();
  return async (
    title: string,
    text: string,
    field: HTMLInputElement | HTMLTextAreaElement | null,
  ) => {
    try {
      await navigator.clipboard.writeText(text);
      announce(`${title}: copied.`);
    } catch {
      field?.focus();
      field?.select();
      announce(`${title}: selected. Copy it with the keyboard.`);
    }
  };
}
