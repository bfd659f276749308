/** Deployments as states of the machine and back, unchecked. */
import type { StateValue } from 'xstate';
import { deepFreeze, type Fields, frozenCopy } from '../../input';
import {
  createDeployment,
  type Deployment,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../deployment';
import type { Capabilities } from '../vocabulary';

/** The data beside the regions: those of the deployment, and the capabilities of the pipeline. */
export interface LifecycleContext extends Omit<Deployment, 'status' | 'desiredStatus'> {
  readonly capabilities: Capabilities;
}

type StatusPair = Pick<Deployment, 'status' | 'desiredStatus'>;

/** The part of a snapshot that makes a deployment; a persisted snapshot has it as well. */
export interface SnapshotLike {
  readonly value: StateValue;
  readonly context: LifecycleContext;
}

/** Returns the context of the machine for a deployment and its capabilities. Pure. */
export function contextOf(deployment: Deployment, capabilities: Capabilities): LifecycleContext {
  const { status: _status, desiredStatus: _desiredStatus, ...data } = deployment;
  return { ...data, capabilities };
}

/** Returns the state of the machine for a deployment and its capabilities. Pure. */
export function stateOf(deployment: Deployment, capabilities: Capabilities): SnapshotLike {
  const value = {
    status: nested(resourcesStatus(deployment), deployment.status),
    desired: nested(resourcesDesiredStatus(deployment), deployment.desiredStatus),
  };
  return { value, context: contextOf(deployment, capabilities) };
}

/** Returns the deployment of a state, even of a machine that was changed. Pure. */
export function deploymentOfState({ value, context }: SnapshotLike): Deployment {
  return deepFreeze(frozenCopy(fieldsOfState(value as Fields, { ...context })));
}

/** Returns the fields of a deployment, of whatever is given as a state. Pure. */
export function fieldsOfState(value: Fields, context: Fields): Deployment {
  const { capabilities: _capabilities, ...data } = context;
  return { ...createDeployment(), ...data, ...pairOfState(value) };
}

/** Returns the two statuses, of whatever is given as the value of a state. Pure. */
export function pairOfState({ status, desired }: Fields): StatusPair {
  return { status: leaf(status), desiredStatus: leaf(desired) } as StatusPair;
}

/** A status of a deployed pipeline is nested in its top level; any other is its own top level. */
function nested(top: string, leafName: string): StateValue {
  return top === leafName ? top : { [top]: leafName };
}

/** The deepest that states are nested, with room for a machine that was changed. */
const levelsMax = 9;

/** Returns the innermost state. A value of another kind is returned as it is: parsers refuse it. */
function leaf(value: unknown, levels = levelsMax): unknown {
  if (typeof value !== 'object' || value === null || levels === 0) return value;
  const inner = Object.values(value);
  return inner.length === 1 ? leaf(inner[0], levels - 1) : value;
}
