/** The endpoints: `table.ts` has them all, and both the router and OpenAPI are made from it. */
export {
  type DocumentedAnswer,
  type Endpoint,
  errorAnswer,
  type HandlerContext,
  parsedRequest,
  type RequestEnv,
} from './endpoint';
export { generationParameter } from './preconditions';
export { type JsonSchema, jsonSchemaOf, newPipelineSchema, type QueryParameter } from './queries';
export {
  checkpointResponseSchema,
  errorResponseSchema,
  openApiDocumentSchema,
  pipelineListSchema,
  pipelineSchema,
} from './schemas';
export type { Services } from './services';
export { endpointsByPath, methodsOf } from './table';
