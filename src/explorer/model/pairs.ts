/** Pairs of statuses, each with the shortest walk that leads there. */
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  decide,
  everyAction,
  observationTypes,
  observe,
  toRequest,
} from '../../lifecycle';
import { checkpointToCome, observationWith } from './offered-observations';
import { newWalk, type Walk, type WalkStep } from './walk';

/** A status with a desired status. */
export type PairOfStatuses = Pick<Deployment, 'status' | 'desiredStatus'>;

const pairName = ({ status, desiredStatus }: PairOfStatuses) => `${status}/${desiredStatus}`;

const known = new Map<string, ReadonlyMap<string, Walk>>();

/**
 * Returns the shortest walk from a pipeline that was never started to a pair of statuses, without a
 * failure; undefined if a pipeline with these capabilities never has that pair. Pure.
 */
export function walkToPair(
  capabilities: Capabilities,
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
): Walk | undefined {
  const key = JSON.stringify(capabilities);
  const walks = known.get(key) ?? walksToPairs(capabilities);
  known.set(key, walks);
  return walks.get(pairName({ status, desiredStatus }));
}

/** The simplest requests first, because the first that leads to a deployment is kept. */
const simpleFirst = [...everyAction].sort(
  (one, other) => toRequest(one).length - toRequest(other).length,
);

function walksToPairs(capabilities: Capabilities): ReadonlyMap<string, Walk> {
  const found = new Map<string, Walk>();
  const reached = new Set([controlKey(createDeployment())]);
  const waiting = [{ deployment: createDeployment(), steps: [] as readonly WalkStep[] }];
  // An array can grow while it is walked: what is added is visited in turn, nearest first.
  for (const { deployment, steps } of waiting) {
    const walk = { ...newWalk, capabilities, steps, taken: steps.length };
    if (!found.has(pairName(deployment))) found.set(pairName(deployment), walk);
    for (const { step, after } of stepsFrom(deployment, capabilities)) {
      const key = controlKey(after);
      if (reached.has(key)) continue;
      const next = { deployment: after, steps: [...steps, step] };
      reached.add(key);
      waiting.push(next);
    }
  }
  return found;
}

/** Only what the machine decides by: checkpoints and generations would never end. */
function controlKey({ checkpoint, generation, ...rest }: Deployment): string {
  return JSON.stringify(Object.values(rest));
}

function stepsFrom(deployment: Deployment, capabilities: Capabilities) {
  const data = { generation: 'present', checkpoint: checkpointToCome(deployment) } as const;
  const actions = simpleFirst.map((action) => ({
    step: { kind: 'action', action } as WalkStep,
    after: decide(deployment, action, capabilities).deployment,
  }));
  const observed = observationTypes
    .filter((type) => type !== 'failed')
    .map((type) => {
      const observation = observationWith(type, deployment, data);
      const { deployment: after } = observe(deployment, observation);
      return { step: { kind: 'observation', observation } as WalkStep, after };
    });
  return [...actions, ...observed].filter(({ after }) => after !== deployment);
}
