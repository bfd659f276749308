/** The endpoints: one table that the router and OpenAPI derive from. */
export type { DocumentedAnswer, Endpoint, HandlerContext, RequestEnv } from './endpoint';
export { endpointsByPath, methodsOf } from './endpoints';
export {
  checkpointResponseSchema,
  errorResponseSchema,
  newPipelineSchema,
  openApiDocumentSchema,
  pipelineSchema,
  pipelineListSchema,
} from './schemas';
export type { AcceptedAction, Services } from './services';
