/**
 * Authentication: the hook of the handler, and the schemes that make one. A new scheme is a
 * function that returns an `Authenticate` hook, as `bearer` does, in a file of its own.
 */
export {
  type Authenticate,
  type Caller,
  type Denial,
  isDenial,
  type May,
  noAuthentication,
  type Operation,
} from './authentication';
export { type BearerOptions, bearer } from './bearer';
export type {
  JwtAlgorithm,
  JwtClaims,
  JwtHeader,
  JwtKey,
  JwtKeyLookup,
  JwtOptions,
} from './bearer-jwt-options';
export { type ApiKey, type ApiKeyHolder, hashApiKey } from './bearer-keys';
