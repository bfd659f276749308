/**
 * Answers: pipelines and JSON as they are sent, and `hostErrors`, the table of errors of the host.
 */
export {
  HostError,
  type HostErrorCode,
  hostErrorOf,
  hostErrors,
  invalidRequest,
  methodNotAllowed,
  orInvalidRequest,
  unauthorized,
  unknownPipeline,
} from './errors';
export { jsonAnswer, ownHeaders, spacedJson } from './json';
export { etagOf, listEtagOf, toWire, versionInTag, wireText } from './pipeline';
