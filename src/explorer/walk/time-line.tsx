/** The time line: every step that was taken, to jump to; undo and redo. */
import { statusLabel, toRequest } from '../../lifecycle';
import { type TakenStep, takenSteps, type WalkSession } from '../model';

interface TimeLineProps {
  readonly session: WalkSession;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onJump: (taken: number) => void;
  readonly onRestart: () => void;
}

/** The panel of the time line. */
export function TimeLine({ session, onUndo, onRedo, onJump, onRestart }: TimeLineProps) {
  const { past, walk, future } = session;
  const place = (taken: number) => (walk.taken === taken ? 'step' : undefined);
  return (
    <section class="card" aria-labelledby="time-line-title">
      <h2 id="time-line-title">The walk so far</h2>
      <div class="buttons">
        <button type="button" aria-disabled={past.length === 0} onClick={onUndo}>
          Undo
        </button>
        <button type="button" aria-disabled={future.length === 0} onClick={onRedo}>
          Redo
        </button>
        <button type="button" aria-disabled={walk.steps.length === 0} onClick={onRestart}>
          Start over
        </button>
      </div>
      <ol class="time-line" start={0}>
        <li>
          <button type="button" aria-current={place(0)} onClick={() => onJump(0)}>
            never started
          </button>
        </li>
        {takenSteps(walk).map((step, index) => (
          <li key={index} data-ahead={index >= walk.taken}>
            <button type="button" aria-current={place(index + 1)} onClick={() => onJump(index + 1)}>
              {stepName(step)}
            </button>{' '}
            <span class={step.answer.accepted ? 'accepted' : 'refused'}>{answerInShort(step)}</span>{' '}
            <span class="status" data-status={step.after.status}>
              {statusLabel(step.after)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepName(step: TakenStep): string {
  if (step.kind === 'action') return toRequest(step.action);
  const { type, generation } = step.observation;
  const isLate = generation !== undefined && generation !== step.before.generation;
  return `runner: ${type}${isLate ? ` of generation ${generation}` : ''}`;
}

/** Returns the answer to a step in a few words: `✕ 400 IllegalPipelineAction`. Pure. */
export function answerInShort({ kind, answer }: TakenStep): string {
  if (kind === 'observation') return answer.accepted ? '✓ applied' : '~ stale';
  if (answer.accepted) return `✓ ${answer.httpStatus}`;
  return `✕ ${answer.httpStatus} ${answer.error.error_code}`;
}
