/**
 * A host of one pipeline that records actions and readings, in the order in which its handler
 * reports them, while a reconciler moves the pipeline.
 */
import { toRequest } from 'pipeline-lifecycle';
import { createPipeline, memoryStore, runReconciler, systemClock } from 'pipeline-lifecycle/host';
import { createLifecycleHandler } from 'pipeline-lifecycle/http';
import { checkHistory, describeViolation } from 'pipeline-lifecycle/trace';
import { randomFrom } from '../random.mjs';
import { simpleExecutor } from './executor.mjs';

/** The one pipeline. */
export const onlyName = 'orders';

/** The handler, and `verdict`: the checker's verdict on everything that was recorded. */
export async function recordedHost(authenticate) {
  const lines = [];
  const store = memoryStore();
  await store.create(createPipeline(onlyName, { now: Date.now(), id: crypto.randomUUID() }));
  const clock = systemClock;
  const executor = simpleExecutor({ clock, random: randomFrom(5), longest: 20 });
  void runReconciler({ store, executor, signal: new AbortController().signal });
  const onEvent = (event) => lines.push(...linesOf(event));
  return {
    handler: createLifecycleHandler({ store, authenticate, onEvent }),
    verdict: async () => {
      const { legal, calls, readings, violation } = await checkHistory(lines);
      return { legal, calls, readings, words: violation && describeViolation(violation) };
    },
  };
}

/** The line of a history for an event, if it makes one. */
function linesOf(event) {
  if (event.type === 'decided') return [callOf(event)];
  return event.type === 'read' ? [readingOf(event)] : [];
}

function callOf({ action, decision }) {
  const [call, search] = toRequest(action).split('?');
  const query = Object.fromEntries(
    [...new URLSearchParams(search)].map(([name, value]) => [name, typed(value)]),
  );
  const line = { call, query, answer: decision.httpStatus };
  return JSON.stringify(
    decision.accepted ? line : { ...line, error_code: decision.error.error_code },
  );
}

function typed(value) {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function readingOf({ pipeline: { deployment } }) {
  return JSON.stringify({
    seen: {
      deployment_status: deployment.status,
      deployment_desired_status: deployment.desiredStatus,
      deployment_error: deployment.error === null ? null : true,
    },
  });
}
