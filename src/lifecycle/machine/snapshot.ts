/** Deployments as snapshots of the machine, and back: for `createActor` and XState's tooling. */
import type { SnapshotFrom, StateValue } from 'xstate';
import { deepFreeze, frozenCopy, InvalidInputError } from '../../input';
import {
  createDeployment,
  type Deployment,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../deployment';
import { parseCapabilities } from '../parse';
import { parseDeployment } from '../parse-deployment';
import { type Capabilities, fullCapabilities } from '../vocabulary';
import { lifecycleMachine } from './machine';
import { contextOf, type LifecycleContext } from './setup';

/** A snapshot of the lifecycle machine. */
export type LifecycleSnapshot = SnapshotFrom<typeof lifecycleMachine>;

/**
 * The snapshot of a deployment, for `createActor(lifecycleMachine, { snapshot })` or XState's pure
 * `transition()`. Pure. Throws InvalidDeploymentError, InvalidInputError.
 */
export function toSnapshot(
  deployment: Deployment,
  capabilities: Partial<Capabilities> = fullCapabilities,
): LifecycleSnapshot {
  return snapshotOf(parseDeployment(deployment), parseCapabilities(capabilities));
}

/** `toSnapshot` for a deployment and capabilities that are known to be valid. */
export function snapshotOf(
  deployment: Deployment,
  capabilities: Capabilities,
  machine: typeof lifecycleMachine = lifecycleMachine,
): LifecycleSnapshot {
  const value = {
    status: nested(resourcesStatus(deployment), deployment.status),
    desired: nested(resourcesDesiredStatus(deployment), deployment.desiredStatus),
  };
  return machine.resolveState({ value, context: contextOf(deployment, capabilities) });
}

/** The part of a snapshot that makes a deployment; a persisted snapshot has it as well. */
export interface SnapshotLike {
  readonly value: StateValue;
  readonly context: LifecycleContext;
}

/**
 * The deployment of a snapshot, live or persisted; frozen. Pure. Throws InvalidDeploymentError for
 * one that cannot occur: an actor takes in whatever it is sent.
 */
export function fromSnapshot(snapshot: SnapshotLike): Deployment {
  if (!isRecord(snapshot) || !isRecord(snapshot.value) || !isRecord(snapshot.context)) {
    const allowed = 'a snapshot of the lifecycle machine';
    throw new InvalidInputError({ field: 'snapshot', value: snapshot, allowed });
  }
  return parseDeployment(deploymentOfSnapshot(snapshot));
}

/** `fromSnapshot` without the check, for machines that may have been changed. */
export function deploymentOfSnapshot({ value, context }: SnapshotLike): Deployment {
  const { capabilities: _capabilities, ...data } = context;
  const { status, desired } = value as Record<'status' | 'desired', StateValue>;
  const planes = { status: leaf(status), desiredStatus: leaf(desired) };
  return deepFreeze({ ...createDeployment(), ...planes, ...frozenCopy(data) }) as Deployment;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A state that stands alone is its own top level; a deployed one is nested in it. */
function nested(top: string, state: string): StateValue {
  return top === state ? state : { [top]: state };
}

function leaf(value: StateValue): string {
  return typeof value !== 'object'
    ? value
    : Object.values(value)
        .map((inner) => leaf(inner as StateValue))
        .join();
}
