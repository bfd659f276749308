/** The changes of pipelines, as they come. */
import type { FleetChange } from './fleet';

interface ChangeListProps {
  readonly changes: readonly FleetChange[];
  /** Only changes with this text are shown. */
  readonly wanted: string;
}

const shownMax = 50;

/** The latest changes, the newest first. */
export function ChangeList({ changes, wanted }: ChangeListProps) {
  const text = wanted.trim().toLowerCase();
  const shown = changes
    .filter((each) => `${each.name} ${each.text}`.toLowerCase().includes(text))
    .slice(0, shownMax);
  return (
    <section class="card" aria-label="Events">
      <h2>Events</h2>
      {shown.length === 0 && <p>Nothing has changed yet.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <ol class="changes" tabIndex={0} aria-label="Changes, the newest first">
        {shown.map(({ turn, at, name, text: state }) => (
          <li key={turn}>
            <time dateTime={at.toISOString()}>{at.toLocaleTimeString()}</time>{' '}
            <bdi class="changed">{name}</bdi> {state}
          </li>
        ))}
      </ol>
    </section>
  );
}
