/** Untrusted input: field checks, typed errors, freezing, and comparing plain JSON. */
export {
  count,
  isCount,
  isFields,
  member,
  optionsOf,
  plainJson,
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
export { callable, hasMethods, port } from './methods';
export { MissingPackageError, optional } from './missing-package';
export { queryFields } from './query';
export { differenceOf, isSame } from './same';
