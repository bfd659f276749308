/** The pipelines that the HTTP benchmark asks about: many, in all states that there are. */
import { reachableDeployments } from 'pipeline-lifecycle';
import { createPipeline, memoryStore } from 'pipeline-lifecycle/host';
import { randomFrom } from '../random.mjs';

/** Their names. */
export const names = Array.from({ length: 10_000 }, (_, index) => `pipeline-${index}`);

/** A store that has them: each in a state of its own, the same in every run, or never started. */
export async function filledStore({ isFresh = false, now = Date.now() } = {}) {
  const store = memoryStore();
  const random = randomFrom(17);
  const deployments = reachableDeployments();
  for (const name of names) {
    const pipeline = createPipeline(name, now);
    const deployment = deployments[random(deployments.length)];
    await store.create(isFresh ? pipeline : { ...pipeline, deployment });
  }
  return store;
}
