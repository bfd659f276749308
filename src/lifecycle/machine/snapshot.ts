/** Deployments as snapshots of the machine and back, for `createActor` and XState's tools. */
import type { SnapshotFrom } from 'xstate';
import {
  type Fields,
  fieldsOf,
  InvalidInputError,
  isFields,
  jsonCopy,
  member,
  type Problem,
  readField,
  throwFirst,
} from '../../input';
import type { Deployment } from '../deployment';
import { parseCapabilities } from '../parse';
import { parseDeployment } from '../parse-deployment';
import {
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  fullCapabilities,
} from '../vocabulary';
import { lifecycleMachine } from './machine';
import { fieldsOfState, pairOfState, type SnapshotLike, stateOf } from './state';

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
  const state = stateOf(parseDeployment(deployment), parseCapabilities(capabilities));
  return lifecycleMachine.resolveState(state);
}

/**
 * Returns the deployment of a snapshot, be it an actor's or persisted; frozen. Pure. Throws
 * InvalidInputError for anything else, and InvalidDeploymentError if the deployment cannot occur:
 * an actor does not check the events that it is sent.
 */
export function fromSnapshot(snapshot: SnapshotLike): Deployment {
  const { value, context } = ownSnapshot(snapshot);
  return parseDeployment(fieldsOfState(value, context));
}

/** Returns the two statuses of a snapshot. Pure. Throws InvalidInputError. */
export function pairOfSnapshot(snapshot: SnapshotLike): ReturnType<typeof pairOfState> {
  const pair = pairOfState(ownSnapshot(snapshot).value);
  throwFirst([
    ...member('snapshot.value.status', pair.status, deploymentStatuses),
    ...member('snapshot.value.desired', pair.desiredStatus, desiredStatuses),
  ]);
  return pair;
}

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
