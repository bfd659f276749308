/**
 * Untrusted input: field checks, the error for a caller's mistake, freezing, comparing JSON, and
 * reading what was thrown.
 */
export {
  count,
  isCount,
  member,
  notShown,
  optionsOf,
  positiveZero,
  text,
  throwFirst,
  unknownFields,
  unknownNames,
} from './fields';
export { NewerFormatError, requireFormat } from './formats';
export { deepFreeze, frozenCopy, isFrozenData } from './freeze';
export {
  describeProblem,
  InvalidInputError,
  oneOf,
  type Problem,
  shortened,
  show,
} from './invalid-input';
export { jsonCopy } from './json';
export { groupBy, has, keysOf, type NonEmpty } from './keys';
export { callable, hasMethods, isIterable, memberOf, port } from './methods';
export { importError, MissingPackageError } from './missing-package';
export { parseJson, parseJsonLine } from './parse-json';
export {
  type Fields,
  fieldsOf,
  isFields,
  isOrdinary,
  itemsOf,
  ownField,
  readField,
} from './plain';
export { PrivateMark } from './private-mark';
export { type QueryParameters, queryFields } from './query';
export { readResult } from './results';
export { differenceOf, isSame } from './same';
export { fieldOf, isInstanceOf, readThrown, type ThrownText, whenRejected } from './thrown';
