/** Following one pipeline through the engine: a call that is answered at its next change. */
import type { Clock } from '../host';
import { delayAfter } from '../host/tasks';
import type { Ingress } from './ingress';
import type { Message } from './messages';

/** Short enough for proxies, which end calls that are silent for a minute. */
const waitDuration = 25_000;
const backoff = { first: 500, max: 10_000 };

/** The surroundings of a follower. */
export interface FollowerSettings {
  readonly ingress: Ingress;
  /** The name of the virtual object of pipelines. */
  readonly service: string;
  readonly clock: Clock;
  readonly timeout: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Calls the listener after each change of a pipeline, and once at the beginning: whoever has read
 * before that may have missed a change. Never rejects; ends with the signal.
 */
export async function followPipeline(
  pipelineName: string,
  listener: () => void,
  signal: AbortSignal,
  { ingress, service, clock, timeout, onError }: FollowerSettings,
): Promise<void> {
  let version: string | null = null;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const message: Message<'changed'> = { version, timeout: waitDuration, now: clock.now() };
      const call = { service, key: pipelineName, kind: 'changed', message, signal } as const;
      const seen: string = await ingress.call({ ...call, timeout: waitDuration + timeout });
      failures = 0;
      if (seen === version || signal.aborted) continue;
      version = seen;
      listener();
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      failures += 1;
      // Whatever was missed meanwhile is told by the first answer.
      version = null;
      await clock.sleep(
        delayAfter(failures, backoff, () => 1),
        signal,
      );
    }
  }
}
