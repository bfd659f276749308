/** What the reconciler does, in words for the log. */
import type { ReconcilerEvent } from '../host/reconciler';
import type { ErrorResponse } from '../lifecycle';

/** What is said of an event, and how it looks. */
export interface Words {
  readonly text: string;
  readonly tone: 'plain' | 'quiet' | 'bad';
}

/** The words for an event; undefined where another event says the same. Pure. */
export function wordsOf(event: ReconcilerEvent): Words | undefined {
  switch (event.type) {
    // The report that follows says what came of it.
    case 'begun':
    case 'failed':
      return undefined;
    case 'reported':
      return reported(event);
    case 'stale':
      return { text: `stale: ${event.outcome.reason}`, tone: 'quiet' };
    case 'aborted':
      return { text: `${event.step} called off`, tone: 'plain' };
    case 'abandoned':
      return { text: `${event.step} does not end, and is waited for no longer`, tone: 'bad' };
    case 'retried':
      return { text: `${event.step} ${why(event.error)}, again in ${event.delay} ms`, tone: 'bad' };
    case 'timedOut':
      return { text: `${event.step} took longer than ${event.timeout} ms`, tone: 'bad' };
    case 'storeFailed':
      return { text: `the store ${why(event.error)}`, tone: 'bad' };
    case 'broken':
      return { text: `is broken: ${messageOf(event.error)}`, tone: 'bad' };
  }
}

function reported({
  step,
  observation,
  outcome,
}: Extract<ReconcilerEvent, { readonly type: 'reported' }>): Words {
  const { status } = outcome.deployment;
  switch (observation.type) {
    case 'checkpointed':
      return { text: `checkpoint ${observation.checkpoint}`, tone: 'quiet' };
    case 'suspended':
      return { text: `${step} -> ${status}  checkpoint ${observation.checkpoint}`, tone: 'plain' };
    case 'failed':
      return {
        text: `${step ?? 'by itself'} -> ${status}  ${inShort(observation.error)}`,
        tone: 'bad',
      };
    default:
      return { text: `${step ?? 'by itself'} -> ${status}`, tone: 'plain' };
  }
}

function inShort({ error_code, message }: ErrorResponse): string {
  return `${error_code}: ${message}`;
}

function why(error: unknown): string {
  if (error === null) return 'has not led on';
  return `failed: ${messageOf(error).replace(/\.$/, '')}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
