/** A history of one careful client, recorded on its side: it waits for each answer. */
import { createDeployment } from 'pipeline-lifecycle';
import { randomFrom } from './random.mjs';
import { afterStep, called, polled } from './recorded.mjs';

/** Returns the lines of a history: two of three read, the others act. */
export function sequentialHistory(lineCount) {
  const below = randomFrom(3);
  let deployment = createDeployment();
  return Array.from({ length: lineCount }, () => {
    for (let step = below(3); step > 0; step -= 1) deployment = afterStep(deployment, below);
    if (below(3) > 0) return JSON.stringify(polled(deployment));
    const { decision, line } = called(deployment, below);
    deployment = decision.deployment;
    const code = decision.accepted ? {} : { error_code: decision.error.error_code };
    return JSON.stringify({ ...line, ...code });
  });
}
