/** The base path: the part of a URL's path before that of an endpoint. */
import type { Problem } from '../input';

// A client resolves a segment of dots before it sends a request, so nobody would ever reach such a
// path.
const pattern = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/;

/** Checks a base path; '' means none. Pure. */
export function basePathProblems(value: unknown): Problem[] {
  if (typeof value === 'string' && pattern.test(value)) return [];
  return [{ field: 'basePath', value, allowed: 'a path such as /v0, without a slash at its end' }];
}
