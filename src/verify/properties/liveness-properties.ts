/** The liveness of the lifecycle, as properties. */

import { fullyStopped, live, runnerStep, stopping, suspending } from '../exploration';
import { leadsTo, type Property } from './property';

/** The properties of the liveness paragraph. */
export const livenessProperties: readonly Property[] = [
  leadsTo({
    id: 'liveness.stops',
    line: 'liveness',
    statement: 'Desired Stopped or Suspended leads to Stopped.',
    rules: ['stopping.begins', 'suspended.stops', 'deprovisioned.stops'],
    from: (deployment) => stopping(deployment) || suspending(deployment),
    to: fullyStopped,
  }),
  leadsTo({
    id: 'liveness.arrives',
    line: 'liveness',
    statement:
      'Desired Standby, Paused or Running leads to that status, or to AwaitingApproval until approve.',
    rules: ['provisioning.begins', 'standby.reached', 'paused.reached', 'running.reached'],
    from: (deployment) => live(deployment) && deployment.status !== deployment.desiredStatus,
    to: (deployment) =>
      (live(deployment) && deployment.status === deployment.desiredStatus) ||
      runnerStep(deployment) === 'awaitApproval',
  }),
  leadsTo({
    id: 'liveness.rests',
    line: 'liveness',
    statement: 'There is no cycle of runner steps in which nothing is reached.',
    rules: ['status.byRunnerOnly'],
    from: (deployment) => !rests(deployment),
    to: (deployment) => rests(deployment),
  }),
];

function rests(deployment: Parameters<typeof runnerStep>[0]): boolean {
  const step = runnerStep(deployment);
  return step === 'idle' || step === 'awaitApproval';
}
