/**
 * Waiting for a change of a pipeline. A waiter leaves an id in the state of the pipeline, and the
 * next change wakes all of them: if nobody waits, a change costs nothing more.
 */

import { type Pipeline, pipelineVersion } from '../host';
import { isInstanceOf } from '../input';
import type { RestateObjectContext, RestateSdk } from './driver';
import { keptKey, parseKept, type Waiter, writtenKept } from './kept';
import { type Message, noVersion, send } from './messages';
import type { ServiceNames } from './service-names';

/** Returns the version of a pipeline, or that of none. */
export function presentVersion(pipeline: Pipeline | undefined): string {
  return pipeline === undefined ? noVersion : pipelineVersion(pipeline);
}

/** Answers with the version once it is another one than the caller has seen, or time is over. */
export async function changed(
  ctx: RestateObjectContext,
  { TimeoutError }: Pick<RestateSdk, 'TimeoutError'>,
  names: ServiceNames,
  { version, timeout, now }: Message<'changed'>,
): Promise<string> {
  const present = presentVersion(parseKept(await ctx.get(keptKey))?.pipeline);
  if (present !== version || timeout <= 0) return present;
  const { id, promise } = ctx.awakeable<string>();
  const self = ctx.objectSendClient({ name: names.pipelines }, ctx.key);
  send(self, 'wait', { id, until: now + timeout, version, now });
  try {
    return await promise.orTimeout(timeout);
  } catch (error) {
    if (isInstanceOf(error, TimeoutError)) return present;
    throw error;
  }
}

/** Takes a waiter down, or wakes it at once if it has missed the change. */
export async function wait(
  ctx: RestateObjectContext,
  { id, until, version, now }: Message<'wait'>,
): Promise<void> {
  const kept = parseKept(await ctx.get(keptKey));
  const present = presentVersion(kept?.pipeline);
  if (kept === undefined || present !== version) {
    ctx.resolveAwakeable(id, present);
    return;
  }
  const waiters = [...kept.waiters.filter((other) => other.until > now), { id, until }];
  ctx.set(keptKey, writtenKept({ ...kept, waiters }));
}

/** Wakes all these waiters. Nothing happens to those that wait no longer. */
export function wake(ctx: RestateObjectContext, waiters: readonly Waiter[], version: string): void {
  for (const { id } of waiters) ctx.resolveAwakeable(id, version);
}
