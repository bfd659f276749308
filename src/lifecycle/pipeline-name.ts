/** What a host adds to an answer, because only it knows the pipeline's name. */

import { deepFreeze, frozenCopy, text, throwFirst } from '../input';
import type { ErrorResponse } from './error-response';

/**
 * The body of a refusal with the pipeline's name, where its code documents one; else the very same body.
 * Pure. Throws InvalidInputError for a name that is no string.
 */
export function withPipelineName(error: ErrorResponse, pipelineName: string): ErrorResponse {
  throwFirst(text('pipelineName', pipelineName));
  if (error.error_code !== 'PipelineInteractionNotDeployed') return error;
  return frozenCopy({ ...error, details: { pipeline_name: pipelineName, ...error.details } });
}

/** The body of a 404: there is no pipeline with that name. Pure; frozen. Throws InvalidInputError. */
export function unknownPipelineName(pipelineName: string): ErrorResponse {
  throwFirst(text('pipelineName', pipelineName));
  return deepFreeze({
    message: `Unknown pipeline name '${pipelineName}'`,
    error_code: 'UnknownPipelineName',
    details: { pipeline_name: pipelineName },
  });
}
