/**
 * A window on a long list: only the rows near the visible part are rendered, and the others are
 * space. All rows are of the same height, which is measured.
 */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The rows to render, and the space for those before and after them. */
export interface RowWindow {
  /** The element that scrolls; its rows have `data-row`. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** The index of the first row. */
  readonly first: number;
  /** The index after that of the last row. */
  readonly end: number;
  /** Space in place of the other rows, as styles of the element that holds the rows. */
  readonly space: { readonly paddingTop: string; readonly paddingBottom: string };
  /** Scrolls a row into the visible part. */
  readonly reveal: (index: number) => void;
  /** The number of rows that are visible at once. */
  readonly page: number;
}

/** Rows beyond each edge, so that the keyboard and a quick scroll find something there. */
const margin = 4;

/** Follows the visible part of a list with this number of rows. */
export function useRowWindow(count: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [{ top, height, row }, setSeen] = useState({ top: 0, height: 800, row: 32 });
  const look = () => {
    const element = scroller.current;
    // A view that is hidden has no height.
    if (element === null || element.clientHeight === 0) return;
    const { scrollTop, clientHeight } = element;
    const measured = element.querySelector('[data-row]')?.getBoundingClientRect().height;
    const seen = { top: scrollTop, height: clientHeight, row: measured || row };
    const isNew = seen.top !== top || seen.height !== height || seen.row !== row;
    if (isNew) setSeen(seen);
  };
  const latest = useRef(look);
  latest.current = look;
  useLayoutEffect(look);
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  const first = Math.min(Math.max(0, Math.floor(top / row) - margin), Math.max(0, count - 1));
  const end = Math.min(count, Math.ceil((top + height) / row) + margin);
  const reveal = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    const [above, below] = [index * row, (index + 1) * row - element.clientHeight];
    if (element.scrollTop > above) element.scrollTop = above;
    else if (element.scrollTop < below) element.scrollTop = below;
  };
  return {
    ...{ scroller, onScroll: look, first, end, reveal },
    space: { paddingTop: `${first * row}px`, paddingBottom: `${(count - end) * row}px` },
    page: Math.max(1, Math.floor(height / row)),
  };
}
