/** The errors of failures that are simulated: such as a real platform would give. */
import { DeploymentFailedError } from '../host';
import type { ErrorResponse } from '../lifecycle';

const failures = {
  ProvisioningFailed:
    'The compute resources could not be provisioned: the image of the pipeline could not be pulled within the time allowed.',
  BootstrapRejected:
    'The pipeline has been modified since its checkpoint, and bootstrap_policy=reject does not allow to bootstrap what was modified.',
  PipelineCrashed:
    'The process of the pipeline ended unexpectedly: exit status 137, out of memory.',
  ProcessLost: 'The process of the pipeline is gone: nothing answers at its address.',
  SuspendFailed: 'The checkpoint could not be written: the object store did not answer in time.',
} as const;

/** The code of a simulated failure. */
export type FailureCode = keyof typeof failures;

/** The error of a failure; `details` say which deployment it was. Pure. */
export function errorOf(
  code: FailureCode,
  pipelineName: string,
  generation: number,
  isProvoked = false,
): ErrorResponse {
  const details = { pipeline_name: pipelineName, generation, provoked: isProvoked };
  return { message: failures[code], error_code: code, details };
}

/** The deployment fails for good. */
export function failed(...args: Parameters<typeof errorOf>): DeploymentFailedError {
  return new DeploymentFailedError(errorOf(...args));
}

/** A task that was called off, or that is going to be tried again. It has no part in the lifecycle. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
}
