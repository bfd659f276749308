/** Deployments as snapshots of the machine and back, for `createActor` and XState's tools. */
import type { SnapshotFrom, StateValue } from 'xstate';
import {
  deepFreeze,
  type Fields,
  fieldsOf,
  frozenCopy,
  InvalidInputError,
  isFields,
  jsonCopy,
  member,
  type Problem,
  readField,
  throwFirst,
} from '../../input';
import {
  createDeployment,
  type Deployment,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../deployment';
import { parseCapabilities } from '../parse';
import { parseDeployment } from '../parse-deployment';
import {
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  fullCapabilities,
} from '../vocabulary';
import { lifecycleMachine } from './machine';
import { contextOf, type LifecycleContext } from './setup';

/** A snapshot of the lifecycle machine. */
export type LifecycleSnapshot = SnapshotFrom<typeof lifecycleMachine>;

/**
 * Returns the snapshot of a deployment, for `createActor(lifecycleMachine, { snapshot })` or
 * XState's pure `transition()`. Pure. Throws InvalidDeploymentError, InvalidInputError.
 */
export function toSnapshot(
  deployment: Deployment,
  capabilities: Partial<Capabilities> = fullCapabilities,
): LifecycleSnapshot {
  return snapshotOf(parseDeployment(deployment), parseCapabilities(capabilities));
}

/** Returns the snapshot of a deployment and capabilities that are known to be valid. Pure. */
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
 * Returns the deployment of a snapshot, be it an actor's or persisted; frozen. Pure. Throws
 * InvalidInputError for anything else, and InvalidDeploymentError if the deployment cannot occur:
 * an actor does not check the events that it is sent.
 */
export function fromSnapshot(snapshot: SnapshotLike): Deployment {
  const { value, context } = ownSnapshot(snapshot);
  return parseDeployment(fieldsOfSnapshot(value, context));
}

/** Returns the two statuses of a snapshot. Pure. Throws InvalidInputError. */
export function pairOfSnapshot(snapshot: SnapshotLike): StatusPair {
  const pair = planesIn(ownSnapshot(snapshot).value);
  throwFirst([
    ...member('snapshot.value.status', pair.status, deploymentStatuses),
    ...member('snapshot.value.desired', pair.desiredStatus, desiredStatuses),
  ]);
  return pair;
}

/** Returns the deployment of a snapshot, unchecked, even of a machine that was changed. Pure. */
export function deploymentOfSnapshot({ value, context }: SnapshotLike): Deployment {
  return deepFreeze(frozenCopy(fieldsOfSnapshot(value as Fields, { ...context })));
}

type StatusPair = Pick<Deployment, 'status' | 'desiredStatus'>;

/** Returns copies of the parts of a snapshot, each field read once. Throws InvalidInputError. */
function ownSnapshot(snapshot: SnapshotLike): { readonly value: Fields; readonly context: Fields } {
  const problems: Problem[] = [];
  const [given, context] = ['value', 'context'].map((name) =>
    readField(Object(snapshot), name, `snapshot.${name}`),
  );
  const value = jsonCopy('snapshot.value', given, problems);
  if (problems.length === 0 && isFields(value) && isFields(context)) {
    return {
      value,
      context: fieldsOf(context, 'snapshot.context', 'an object', 'snapshot.context.'),
    };
  }
  const allowed = 'a snapshot of the lifecycle machine';
  throw new InvalidInputError({ field: 'snapshot', value: snapshot, allowed });
}

function fieldsOfSnapshot(value: Fields, context: Fields): Deployment {
  const { capabilities: _capabilities, ...data } = context;
  return { ...createDeployment(), ...data, ...planesIn(value) };
}

function planesIn({ status, desired }: Fields): StatusPair {
  return { status: leaf(status), desiredStatus: leaf(desired) } as StatusPair;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A status of a deployed pipeline is nested in its top level; any other is its own top level. */
function nested(top: string, leafName: string): StateValue {
  return top === leafName ? top : { [top]: leafName };
}

/** The deepest that states are nested, with room for a machine that was changed. */
const levelsMax = 9;

/** The innermost state. Anything that is no state value is itself, for the parsers to refuse. */
function leaf(value: unknown, levels = levelsMax): unknown {
  if (!isRecord(value) || levels === 0) return value;
  const inner = Object.values(value);
  return inner.length === 1 ? leaf(inner[0], levels - 1) : value;
}
