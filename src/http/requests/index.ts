/** Requests before an endpoint reads them: their path, and their body within bounds. */
export { jsonFields, readBody, requireEmptyBody } from './body';
export { pathOf, shownPath } from './path';
