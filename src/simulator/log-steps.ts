/** The events of the reconciler in words, for the log. */
import type { ReconcilerEvent } from '../host/reconciler';
import { readThrown } from '../input';
import type { ErrorResponse } from '../lifecycle';

/** The text of a log line, and how it looks. */
export interface StepLine {
  readonly text: string;
  readonly tone: 'plain' | 'quiet' | 'bad';
}

/** Returns the log line of an event; undefined if another event says the same. Pure. */
export function stepLine(event: ReconcilerEvent): StepLine | undefined {
  switch (event.type) {
    // Their result is reported by another event.
    case 'begun':
    case 'failed':
      return undefined;
    case 'reported':
      return observationLine(event);
    case 'stale':
      return { text: `stale: ${event.outcome.reason}`, tone: 'quiet' };
    case 'queued':
      return { text: `${event.step} waits for a slot`, tone: 'quiet' };
    case 'replaced':
      return {
        text: `the store ${problemIn(event)}; a plain error is written instead`,
        tone: 'bad',
      };
    case 'dropped':
      return { text: `${event.observation.type} is not written`, tone: 'bad' };
    case 'connectFailed':
      return { text: `connect ${problemIn(event)}`, tone: 'bad' };
    case 'aborted':
      return { text: `${event.step} called off`, tone: 'plain' };
    case 'lost':
      return { text: 'the claim is lost to another worker', tone: 'bad' };
    case 'abandoned':
      return { text: `${event.step} does not end; it is abandoned`, tone: 'bad' };
    case 'retried':
      return { text: `${event.step} ${problemIn(event)}, again in ${event.delay} ms`, tone: 'bad' };
    case 'timedOut':
      return { text: `${event.step} took longer than ${event.timeout} ms`, tone: 'bad' };
    case 'storeFailed':
      return { text: `the store ${problemIn(event)}`, tone: 'bad' };
    case 'broken':
      return { text: `internal error: ${readThrown(event.error).message}`, tone: 'bad' };
  }
}

function observationLine({
  step,
  observation,
  outcome,
}: Extract<ReconcilerEvent, { readonly type: 'reported' }>): StepLine {
  const { status } = outcome.deployment;
  const moved = `${step ?? 'by itself'} -> ${status}`;
  switch (observation.type) {
    case 'checkpointed':
      return { text: `checkpoint ${observation.checkpoint}`, tone: 'quiet' };
    case 'suspended':
      return { text: `${moved}  checkpoint ${observation.checkpoint}`, tone: 'plain' };
    case 'failed':
      return { text: `${moved}  ${codeAndMessage(observation.error)}`, tone: 'bad' };
    default:
      return { text: moved, tone: 'plain' };
  }
}

function codeAndMessage({ error_code, message }: ErrorResponse): string {
  return `${error_code}: ${message}`;
}

function problemIn({ error }: { readonly error: unknown }): string {
  if (error === null) return 'had no effect';
  return `failed: ${readThrown(error).message.replace(/\.$/, '')}`;
}
