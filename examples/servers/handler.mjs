/** The handler that each server here mounts: the documented endpoints, over one pipeline in memory. */
import { createPipeline, memoryStore } from 'pipeline-lifecycle/host';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';

/** `apiKeys` is what the environment variable API_KEYS has: keys, with commas between. */
export async function ordersHandler(apiKeys) {
  if (!apiKeys)
    throw new Error('Set API_KEYS: a key of at least 16 characters, or several with commas.');
  const store = memoryStore(); // forgets all when the process ends; yours is a database
  await store.create(createPipeline('orders', Date.now()));
  return createLifecycleHandler({ store, authenticate: bearer({ apiKeys: apiKeys.split(',') }) });
}
