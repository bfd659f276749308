/**
 * Untrusted input: field checks, the error for a caller's mistake, freezing, comparing JSON, and
 * reading what was thrown.
 */
export {
  count,
  type Fields,
  isCount,
  isFields,
  member,
  optionsOf,
  plainJson,
  positiveZero,
  text,
  throwFirst,
  unknownFields,
} from './fields';
export { deepFreeze, frozenCopy } from './freeze';
export {
  describeProblem,
  InvalidInputError,
  oneOf,
  type Problem,
  shortened,
  show,
} from './invalid-input';
export { keysOf } from './keys';
export { callable, hasMethods, isIterable, memberOf, port } from './methods';
export { importError, MissingPackageError } from './missing-package';
export { type QueryParameters, queryFields } from './query';
export { readResult } from './results';
export { differenceOf, isSame } from './same';
export { fieldOf, isInstanceOf, readThrown, type ThrownText, whenRejected } from './thrown';
