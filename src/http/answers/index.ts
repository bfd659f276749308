/** Answers on the wire: bodies of pipelines, errors of the host, and bounded request bodies. */
export { readBody, requireEmptyBody } from './body';
export {
  hostErrorOf,
  HostError,
  type HostErrorCode,
  hostErrors,
  invalidRequest,
  methodNotAllowed,
  orInvalidRequest,
  unauthorized,
  unknownPipeline,
} from './errors';
export { pathOf, spacedJson, toWire } from './wire';
