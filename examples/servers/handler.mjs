/**
 * The handler that each server here mounts: the documented endpoints, with one pipeline in memory.
 */
import { createPipeline, memoryStore } from 'pipeline-lifecycle/host';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';

/** Makes the handler; `apiKeys` is the environment variable API_KEYS, keys separated by commas. */
export async function ordersHandler(apiKeys) {
  if (!apiKeys)
    throw new Error('Set API_KEYS to a key of at least 16 characters, or to several, with commas.');
  const store = memoryStore(); // forgets everything when the process ends; yours is a database
  await store.create(createPipeline('orders', { now: Date.now(), id: crypto.randomUUID() }));
  return createLifecycleHandler({ store, authenticate: bearer({ apiKeys: apiKeys.split(',') }) });
}
