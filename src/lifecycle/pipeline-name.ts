/** Error bodies with the name of the pipeline, which only the host knows. */

import { deepFreeze, frozenCopy, text, throwFirst } from '../input';
import type { ErrorResponse } from './error-response';

/**
 * Returns the body of a refusal with the name of the pipeline, if its code documents one; else the
 * very same body. Pure. Throws InvalidInputError unless the name is a string.
 */
export function withPipelineName(error: ErrorResponse, pipelineName: string): ErrorResponse {
  throwFirst(text('pipelineName', pipelineName));
  if (error.error_code !== 'PipelineInteractionNotDeployed') return error;
  return frozenCopy({ ...error, details: { pipeline_name: pipelineName, ...error.details } });
}

/** Returns the body of a 404 for an unknown pipeline; frozen. Pure. Throws InvalidInputError. */
export function unknownPipelineName(pipelineName: string): ErrorResponse {
  throwFirst(text('pipelineName', pipelineName));
  return deepFreeze({
    message: `Unknown pipeline name '${pipelineName}'`,
    error_code: 'UnknownPipelineName',
    details: { pipeline_name: pipelineName },
  });
}
