/** Deployments as snapshots of the machine, and back: for `createActor` and XState's tooling. */
import type { SnapshotFrom, StateValue } from 'xstate';
import {
  createDeployment,
  type Deployment,
  resourcesDesiredStatus,
  resourcesStatus,
} from './deployment';
import { contextOf, type LifecycleContext } from './dialect';
import { deepFreeze, frozenCopy } from './freeze';
import { lifecycleMachine } from './machine';
import { parseCapabilities } from './parse';
import { parseDeployment } from './parse-deployment';
import { type Capabilities, fullCapabilities } from './vocabulary';

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

/** The deployment of a snapshot, live or persisted; frozen. Pure. */
export function fromSnapshot(snapshot: {
  readonly value: StateValue;
  readonly context: LifecycleContext;
}): Deployment {
  const { capabilities: _capabilities, ...data } = snapshot.context;
  const { status, desired } = snapshot.value as Record<'status' | 'desired', StateValue>;
  const planes = { status: leaf(status), desiredStatus: leaf(desired) };
  return deepFreeze({ ...createDeployment(), ...planes, ...frozenCopy(data) }) as Deployment;
}

/** A state that stands alone is its own top level; a deployed one is nested in it. */
function nested(top: string, state: string): StateValue {
  return top === state ? state : { [top]: state };
}

function leaf(value: StateValue): string {
  return typeof value === 'string'
    ? value
    : Object.values(value)
        .map((inner) => leaf(inner as StateValue))
        .join();
}
