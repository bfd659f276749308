/** Requests before an endpoint reads them: their path, and their body within bounds. */
export { readBody, requireEmptyBody } from './body';
export { pathOf } from './path';
