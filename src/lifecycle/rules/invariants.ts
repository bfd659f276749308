/**
 * The invariants: rules about whole deployments, as functions that check one deployment. Exactly
 * the deployments that keep all of them are reachable: a test compares them with an exploration of
 * the machine.
 */

import { deepFreeze, keysOf, readResult } from '../../input';
import { createDeployment, type Deployment } from '../deployment';
import { desiredByInitial } from '../vocabulary';
import type { InvariantRuleId } from './catalogue';
import { deployed, fullyStopped, startRequested } from './situations';

/** A rule about whole deployments that can be checked on a single one. */
export interface Invariant {
  /** The id of the rule; `ruleOf` has its statement and its source. */
  readonly rule: InvariantRuleId;
  /** The fields that it relates. */
  readonly fields: readonly (keyof Deployment)[];
  /** True if the deployment keeps the rule. Throws InvalidInputError if it is no deployment. */
  readonly holds: (deployment: Deployment) => boolean;
}

/** Every invariant. */
export const invariants: readonly Invariant[] = withTypedErrors([
  {
    rule: 'deployment.stopping',
    fields: ['status', 'desiredStatus'],
    holds: ({ status, desiredStatus }) => status !== 'Stopping' || desiredStatus === 'Stopped',
  },
  {
    rule: 'deployment.suspending',
    fields: ['status', 'desiredStatus'],
    holds: (deployment) => deployment.status !== 'Suspending' || !startRequested(deployment),
  },
  {
    rule: 'deployment.suspended',
    fields: ['status', 'desiredStatus'],
    holds: (deployment) => deployment.desiredStatus !== 'Suspended' || deployed(deployment),
  },
  {
    rule: 'deployment.leftStandby',
    fields: ['status', 'desiredStatus'],
    holds: (deployment) =>
      deployment.desiredStatus !== 'Standby' ||
      !deployed(deployment) ||
      deployment.status === 'Standby',
  },
  {
    rule: 'deployment.initial',
    fields: ['status', 'desiredStatus', 'initial', 'bootstrapPolicy'],
    holds: (deployment) => {
      const none = deployment.status === 'Stopping' || fullyStopped(deployment);
      const { initial, bootstrapPolicy } = deployment;
      return (initial === null) === none && (bootstrapPolicy === null) === none;
    },
  },
  {
    rule: 'deployment.underWay',
    fields: ['status', 'desiredStatus', 'initial'],
    holds: (deployment) => {
      const { initial, desiredStatus } = deployment;
      if (initial === null || deployed(deployment) || !startRequested(deployment)) return true;
      return desiredStatus === desiredByInitial[initial];
    },
  },
  {
    rule: 'deployment.standby',
    fields: ['status', 'desiredStatus', 'initial'],
    holds: ({ status, desiredStatus, initial }) =>
      (status !== 'Standby' && desiredStatus !== 'Standby') || initial === 'standby',
  },
  {
    rule: 'deployment.awaitingApproval',
    fields: ['status', 'bootstrapPolicy'],
    holds: ({ status, bootstrapPolicy }) =>
      status !== 'AwaitingApproval' || bootstrapPolicy === 'await_approval',
  },
  {
    rule: 'deployment.approved',
    fields: ['status', 'bootstrapApproved'],
    holds: ({ status, bootstrapApproved }) => !bootstrapApproved || status === 'AwaitingApproval',
  },
  {
    rule: 'deployment.error',
    fields: ['status', 'desiredStatus', 'error'],
    holds: (deployment) =>
      deployment.error === null || deployment.status === 'Stopping' || fullyStopped(deployment),
  },
  {
    rule: 'deployment.generation',
    fields: ['generation'],
    holds: (deployment) => {
      const fresh = createDeployment();
      return (
        deployment.generation > 0 ||
        keysOf(fresh).every((field) => deployment[field] === fresh[field])
      );
    },
  },
]);

/* @__NO_SIDE_EFFECTS__ */
function withTypedErrors(written: readonly Invariant[]): readonly Invariant[] {
  const holdsIn = ({ holds }: Invariant) => {
    return (given: Deployment) => readResult('deployment', given, 'a deployment', holds);
  };
  return deepFreeze(written.map((each) => ({ ...each, holds: holdsIn(each) })));
}
