/**
 * The body of a poll: a deployment and its capabilities on the wire, there and back. It has all
 * that a decision depends on, so whoever has polled can tell what would be accepted.
 */
import { deepFreeze, fieldsOf, InvalidInputError, keysOf, member, throwFirst } from '../input';
import { type Deployment, resourcesDesiredStatus, resourcesStatus } from './deployment';
import { parseCapabilities } from './parse';
import { parseDeployment } from './parse-deployment';
import type { Capabilities } from './vocabulary';

/**
 * The fields of a deployment that clients see with the time since when they have their value, by
 * their name on the wire: the only list of them.
 */
export const wireFields = deepFreeze({
  deployment_status: ({ status }: Deployment) => status,
  deployment_desired_status: ({ desiredStatus }: Deployment) => desiredStatus,
  deployment_resources_status: resourcesStatus,
  deployment_resources_desired_status: resourcesDesiredStatus,
  deployment_error: ({ error }: Deployment) => error,
  deployment_initial: ({ initial }: Deployment) => initial,
  bootstrap_policy: ({ bootstrapPolicy }: Deployment) => bootstrapPolicy,
});

/** The wire name of a field. */
export type WireField = keyof typeof wireFields;

/** The wire names of the fields. */
export const wireFieldNames = keysOf(wireFields);

/** The fields of a poll that say how the deployment is. */
export type DeploymentBody = {
  readonly [Field in WireField]: ReturnType<(typeof wireFields)[Field]>;
} & {
  readonly generation: number;
  readonly checkpoint_sequence_number: number | null;
  readonly bootstrap_approved: boolean;
  readonly capabilities: Capabilities;
};

/** A deployment and the capabilities of its pipeline, as a poll has shown them. */
export interface PolledDeployment {
  readonly deployment: Deployment;
  readonly capabilities: Capabilities;
}

const bodyAllowed = 'the body of a poll';

/**
 * Reads a deployment and its capabilities from the body of a poll; frozen. Fields that say nothing
 * about the deployment may have any value. Pure. Throws InvalidInputError for a field that is
 * missing or malformed (the servers of older versions send neither `bootstrap_approved` nor
 * `capabilities`), and InvalidDeploymentError for a deployment that cannot occur.
 */
export function parsePoll(body: DeploymentBody): PolledDeployment {
  const given = fieldsOf(body, 'poll', bodyAllowed) as unknown as DeploymentBody;
  throwFirst(member('bootstrap_approved', given.bootstrap_approved, [true, false]));
  if (given.capabilities === undefined) {
    // To take them for present would enable what the server refuses.
    const allowed = 'the capabilities of the pipeline';
    throw new InvalidInputError({ field: 'capabilities', value: undefined, allowed });
  }
  return Object.freeze({
    deployment: parseDeployment({
      status: given.deployment_status,
      desiredStatus: given.deployment_desired_status,
      initial: given.deployment_initial,
      bootstrapPolicy: given.bootstrap_policy,
      bootstrapApproved: given.bootstrap_approved,
      error: given.deployment_error,
      checkpoint: given.checkpoint_sequence_number,
      generation: given.generation,
    }),
    capabilities: parseCapabilities(given.capabilities),
  });
}
