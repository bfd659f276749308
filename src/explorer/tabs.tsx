/** Views as tabs: arrow keys move between them, as the pattern of WAI-ARIA says. */
import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';

/** A view of the page. */
export interface View {
  /** Names it in the address: `#walk`. */
  readonly id: string;
  readonly title: string;
  readonly content: ComponentType;
}

interface TabsProps {
  readonly views: readonly View[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}

/** The tabs and the views; those that are not selected keep their state, and are hidden. */
export function Tabs({ views, selected, onSelect }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const place = views.findIndex(({ id }) => id === selected);
    const next = placeAfter(event.key, place, views.length);
    const view = next === undefined ? undefined : views[next];
    if (view === undefined) return;
    event.preventDefault();
    onSelect(view.id);
    list.current?.querySelector<HTMLElement>(`#tab-${view.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Views" ref={list} onKeyDown={onKeyDown}>
        {views.map(({ id, title }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === selected}
            aria-controls={`view-${id}`}
            tabIndex={id === selected ? 0 : -1}
            onClick={() => onSelect(id)}
          >
            {title}
          </button>
        ))}
      </div>
      {views.map(({ id, content: Content }) => (
        <section
          key={id}
          id={`view-${id}`}
          role="tabpanel"
          aria-labelledby={`tab-${id}`}
          hidden={id !== selected}
        >
          <Content />
        </section>
      ))}
    </>
  );
}

function placeAfter(key: string, place: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (place + 1) % count;
    case 'ArrowLeft':
      return (place + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
