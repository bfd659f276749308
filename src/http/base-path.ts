/** What stands before the paths of the endpoints. */
import type { Problem } from '../input';

// A segment of dots alone is resolved before a request is sent, so nobody would ever reach it.
const pattern = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/;

/** What is wrong with it; '' is none at all. Pure. */
export function basePathProblems(value: unknown): Problem[] {
  if (typeof value === 'string' && pattern.test(value)) return [];
  return [{ field: 'basePath', value, allowed: 'a path such as /v0, with no slash at its end' }];
}
