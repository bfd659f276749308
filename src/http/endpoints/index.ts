/** The endpoints: one table that the router and OpenAPI derive from. */
export type { Answered, Endpoint, HandlerContext, Served } from './endpoint';
export { endpointsByPath, methodsOf } from './endpoints';
export {
  checkpointResponse,
  errorResponse,
  newPipeline,
  openApiDocument,
  pipeline,
  pipelineList,
} from './schemas';
export type { AcceptedCall, Host } from './services';
