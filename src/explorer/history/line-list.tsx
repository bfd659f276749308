/**
 * The lines of a history, as a list box: one of them is selected, and the arrow keys select
 * another. Only those near the visible part are rendered.
 */
import { useEffect, useId } from 'preact/hooks';
import { shortened } from '../../input';
import { useRowWindow } from '../row-window';

interface LineListProps {
  readonly lines: readonly string[];
  /** The number of the selected line, counted from 1. */
  readonly selected: number;
  readonly onSelect: (line: number) => void;
  /** Returns how a line is marked. */
  readonly markOf: (line: number) => LineMark | null;
}

/** A mark beside a line. */
export type LineMark = 'refused' | 'window' | 'remark';

const markTexts: Readonly<Record<LineMark, readonly [sign: string, words: string]>> = {
  refused: ['✕', 'breaks a rule'],
  window: ['│', 'overlaps the line that breaks a rule'],
  remark: ['!', 'has a remark'],
};

/** The list of lines. */
export function LineList({ lines, selected, onSelect, markOf }: LineListProps) {
  const id = useId();
  const { scroller, onScroll, first, end, space, reveal, page } = useRowWindow(lines.length);
  useEffect(() => reveal(selected - 1), [selected, lines]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = lineAfter(event.key, selected, { count: lines.length, page });
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next);
  };
  const shown = lines.slice(first, end).map((text, index) => ({ text, line: first + index + 1 }));
  const width = String(lines.length).length;
  return (
    <div
      class="lines"
      ref={scroller}
      onScroll={onScroll}
      role="listbox"
      aria-label="Lines"
      tabIndex={0}
      aria-activedescendant={`${id}-${selected}`}
      onKeyDown={onKeyDown}
      style={{ '--width': `${width}ch` }}
    >
      <div role="presentation" style={space}>
        {shown.map(({ text, line }) => {
          const mark = markOf(line);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys.
            <div
              key={line}
              id={`${id}-${line}`}
              class="line"
              role="option"
              data-row
              data-mark={mark}
              tabIndex={-1}
              aria-selected={line === selected}
              aria-posinset={line}
              aria-setsize={lines.length}
              onClick={() => onSelect(line)}
            >
              <span class="number">{line}</span>
              <span class="mark" aria-hidden="true">
                {mark === null ? '' : markTexts[mark][0]}
              </span>
              <bdi class="recorded">{shortened(text, 300)}</bdi>
              {mark !== null && <span class="unseen">({markTexts[mark][1]})</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function lineAfter(
  key: string,
  line: number,
  { count, page }: { readonly count: number; readonly page: number },
): number | undefined {
  const moved = {
    ArrowDown: line + 1,
    ArrowUp: line - 1,
    PageDown: line + page,
    PageUp: line - page,
    Home: 1,
    End: count,
  }[key];
  return moved === undefined ? undefined : Math.min(Math.max(1, moved), count);
}
