/** The pipelines of the HTTP benchmark: many, in every state that can occur. */
import { reachableDeployments } from 'pipeline-lifecycle';
import { createPipeline, memoryStore } from 'pipeline-lifecycle/host';
import { randomFrom } from '../random.mjs';

/** Their names. */
export const names = Array.from({ length: 10_000 }, (_, index) => `pipeline-${index}`);

/** A store with these pipelines, each in a state that is the same in every run. */
export async function filledStore({ isFresh = false, now = Date.now() } = {}) {
  const store = memoryStore();
  const random = randomFrom(17);
  const deployments = reachableDeployments();
  for (const name of names) {
    const pipeline = createPipeline(name, { now, id: name });
    const deployment = deployments[random(deployments.length)];
    await store.create(isFresh ? pipeline : { ...pipeline, deployment });
  }
  return store;
}
