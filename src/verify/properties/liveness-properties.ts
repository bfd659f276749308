/** The liveness of the lifecycle, as properties. */

import { type Deployment, settled } from '../../lifecycle';
import {
  fullyStopped,
  startRequested,
  stopRequested,
  suspendRequested,
} from '../../lifecycle/rules';
import { runnerStep } from '../exploration';
import { leadsTo, type Property } from './property';

const isAtDesired = (deployment: Deployment) =>
  startRequested(deployment) && deployment.status === deployment.desiredStatus;

/** The properties of liveness. */
export const livenessProperties: readonly Property[] = [
  leadsTo({
    id: 'liveness.stops',
    requirement: 'liveness',
    statement: 'Desired Stopped or Suspended leads to Stopped.',
    rules: ['stopping.begins', 'suspended.stops', 'deprovisioned.stops'],
    from: (deployment) => stopRequested(deployment) || suspendRequested(deployment),
    to: fullyStopped,
  }),
  leadsTo({
    id: 'liveness.arrives',
    requirement: 'liveness',
    statement:
      'Desired Standby, Paused or Running leads to that status, or to AwaitingApproval until approve.',
    rules: ['provisioning.begins', 'standby.reached', 'paused.reached', 'running.reached'],
    from: (deployment) => startRequested(deployment) && !isAtDesired(deployment),
    to: (deployment) => isAtDesired(deployment) || runnerStep(deployment) === 'awaitApproval',
  }),
  leadsTo({
    id: 'liveness.rests',
    requirement: 'liveness',
    statement: 'There is no cycle of runner steps in which nothing is reached.',
    rules: ['status.byRunnerOnly'],
    from: (deployment) => !settled(deployment),
    to: settled,
  }),
];
