/** The endpoints: `table.ts` has them all, and both the router and OpenAPI are made from it. */
export { openApiVersion } from './description';
export {
  type DocumentedAnswer,
  type Endpoint,
  errorAnswer,
  type HandlerContext,
  parsedRequest,
  type RequestEnv,
  tags,
} from './endpoint';
export { type JsonSchema, jsonSchemaOf, namedSchemas } from './named-schemas';
export { conditionParameters } from './preconditions';
export type { QueryParameter } from './queries';
export { errorResponseSchema } from './schemas';
export type { Services } from './services';
export { endpointsByPath, isParameter, methodsOf } from './table';
