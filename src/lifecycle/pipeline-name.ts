/** Error bodies with the name of the pipeline, which only the host knows. */

import { deepFreeze, text, throwFirst } from '../input';
import type { Simplify } from './action';
import { type ErrorBody, type ErrorResponse, errorCopy } from './error-response';

/** The details of an error that names the pipeline. */
interface PipelineName {
  readonly pipeline_name: string;
}

/** The body of an error with the name of the pipeline in its details, if its code documents one. */
export type NamedBody<Body extends ErrorResponse> = Body extends {
  readonly error_code: 'PipelineInteractionNotDeployed';
}
  ? ErrorBody<Body['error_code'], Simplify<PipelineName & Body['details']>>
  : Body;

/**
 * Returns the body of a refusal with the name of the pipeline, if its code documents one; else the
 * very same body. Pure. Throws InvalidInputError unless the name is a string and the body an error.
 */
export function withPipelineName<Body extends ErrorResponse>(
  error: Body,
  pipelineName: string,
): NamedBody<Body> {
  const problems = text('pipelineName', pipelineName);
  const own = errorCopy('error', error, problems);
  throwFirst(problems);
  if (own.error_code !== 'PipelineInteractionNotDeployed') return error as NamedBody<Body>;
  const details = { pipeline_name: pipelineName, ...own.details };
  return deepFreeze({ ...own, details }) as ErrorResponse as NamedBody<Body>;
}

/** Returns the body of a 404 for an unknown pipeline; frozen. Pure. Throws InvalidInputError. */
export function unknownPipelineName(
  pipelineName: string,
): ErrorBody<'UnknownPipelineName', Simplify<PipelineName>> {
  throwFirst(text('pipelineName', pipelineName));
  return deepFreeze({
    message: `Unknown pipeline name '${pipelineName}'`,
    error_code: 'UnknownPipelineName',
    details: { pipeline_name: pipelineName },
  });
}
