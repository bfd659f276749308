/** The documented endpoints as a web-standard handler, OpenAPI and bearer authentication. */
export { MissingPackageError } from '../input';
export { type HostErrorCode, hostErrors, toWire } from './answers';
export {
  type ApiKey,
  type ApiKeyHolder,
  type Authenticate,
  type BearerOptions,
  bearer,
  type Caller,
  type Denial,
  hashApiKey,
  type JwtAlgorithm,
  type JwtClaims,
  type JwtHeader,
  type JwtKey,
  type JwtKeyLookup,
  type JwtOptions,
  type May,
  noAuthentication,
  type Operation,
} from './authentication';
export { createLifecycleHandler, type LifecycleHandler } from './handler';
export type { AcceptedAction, HandlerEvent } from './handler-events';
export type { LifecycleHandlerOptions, ServingOptions } from './handler-options';
export type { PipelinesOption } from './handler-service';
export { type OpenApiDocument, openApi } from './openapi';
