/**
 * A second checker, deliberately dumb, to compare the first one with.
 *
 * It keeps a list of all possible deployments and tries every observation on each until nothing new
 * comes up. It shares nothing with `src/trace`.
 */
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  decide,
  observe,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/every-observation';
import { representative } from '../../src/lifecycle/compiled/representative';
import type { Recorded } from './recording';

/** The position of the first record that no deployment allows; null if all are allowed. */
export function firstImpossible(
  history: readonly Recorded[],
  capabilities: Capabilities,
): number | null {
  let possible = everyFuture([representative(createDeployment())]);
  for (const [position, recorded] of history.entries()) {
    possible = everyFuture(possible.flatMap((each) => consequences(each, recorded, capabilities)));
    if (possible.length === 0) return position;
  }
  return null;
}

/** The deployments that any sequence of observations may lead to, each once. */
export function everyFuture(deployments: readonly Deployment[]): Deployment[] {
  const found = new Map<string, Deployment>();
  const waiting = [...deployments];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const key = JSON.stringify(next);
    if (found.has(key)) continue;
    found.set(key, next);
    for (const observation of everyObservation) {
      waiting.push(representative(observe(next, observation).deployment));
    }
  }
  return [...found.values()];
}

/** The deployments after the record; none if this deployment contradicts it. */
export function consequences(
  deployment: Deployment,
  recorded: Recorded,
  capabilities: Capabilities,
): Deployment[] {
  if ('status' in recorded) {
    const { status, desiredStatus, error } = recorded;
    const isAlike = deployment.status === status && deployment.desiredStatus === desiredStatus;
    const isSameError = error === undefined || error === (deployment.error !== null);
    return isAlike && isSameError ? [deployment] : [];
  }
  const { action, answer, errorCode } = recorded;
  const decision = decide(deployment, action, capabilities);
  const after = representative(decision.deployment);
  if (answer === 500) return [deployment, after];
  if (answer === 404 && (errorCode === undefined || errorCode === 'UnknownPipelineName')) {
    return [deployment];
  }
  const code = decision.accepted ? undefined : decision.error.error_code;
  const same = decision.httpStatus === answer && (errorCode === undefined || errorCode === code);
  return same ? [after] : [];
}
