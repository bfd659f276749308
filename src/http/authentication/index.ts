/** Authentication: the hook of the handler, and bearer tokens (API keys and JSON Web Tokens). */
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
