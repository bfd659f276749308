/** A button for an action on a pipeline. */
import type { AvailableAction } from '../../client';

interface ActionButtonProps {
  readonly available: AvailableAction;
  readonly onAct: (available: AvailableAction) => void;
}

/**
 * The button. If the action is refused or changes nothing, it keeps the focus, and pressing it
 * tells why.
 */
export function ActionButton({ available, onAct }: ActionButtonProps) {
  const { label, request, changes } = available;
  return (
    <button
      type="button"
      data-request={request}
      aria-disabled={!changes}
      title={reasonAgainst(available)}
      onClick={() => onAct(available)}
    >
      {label}
    </button>
  );
}

/** Returns the reason not to offer an action now; undefined if there is none. */
export function reasonAgainst({ changes, obstacle }: AvailableAction): string | undefined {
  if (obstacle !== null) return obstacle.hint;
  return changes ? undefined : 'It would change nothing.';
}
