/** The errors of simulated failures, worded as a real platform might word them. */
import { DeploymentFailedError } from '../host';
import type { ErrorResponse } from '../lifecycle';

const failureMessages = {
  ProvisioningFailed:
    'The compute resources could not be provisioned: the image of the pipeline could not be pulled within the time allowed.',
  BootstrapRejected:
    'The pipeline has been modified since its checkpoint, and bootstrap_policy=reject does not allow it to be bootstrapped.',
  PipelineCrashed:
    'The process of the pipeline ended unexpectedly: exit status 137, out of memory.',
  ProcessLost: 'The process of the pipeline is gone: nothing answers at its address.',
  SuspendFailed: 'The checkpoint could not be written: the object store did not answer in time.',
} as const;

/** The code of a simulated failure. */
export type FailureCode = keyof typeof failureMessages;

/** Returns the error of a failure; its details name the deployment. Pure. */
export function failureError(
  code: FailureCode,
  pipelineName: string,
  generation: number,
  isProvoked = false,
): ErrorResponse {
  const details = { pipeline_name: pipelineName, generation, provoked: isProvoked };
  return { message: failureMessages[code], error_code: code, details };
}

/** Returns the error to throw if the deployment has failed for good. */
export function deploymentFailure(...args: Parameters<typeof failureError>): DeploymentFailedError {
  return new DeploymentFailedError(failureError(...args));
}

/** A task that was called off, or that the reconciler is to try again. No part of the lifecycle. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
}
