/**
 * The bugs: each makes the correct server wrong in one way, by wrapping one of its parts.
 *
 * A bug has
 * - `seen`: a real system that had it, or how systems come to have it;
 * - `property` and `rule`: the part of the lifecycle that it breaks; null if it breaks the
 *   documented form of answers instead;
 * - `shows`: how calls and polls show it;
 * - `by`: `history` if checkHistory finds such a recording illegal, `look` if that takes a look at
 *   bodies, at time, or at something the test itself did to the pipeline;
 * - `options`: the options with which the server must be started to show it;
 * - `wraps` and `wrap`: the part to replace, and a function that returns the replacement.
 */
import { bugsOfActions } from './bugs-of-actions.mjs';
import { bugsOfBodies } from './bugs-of-bodies.mjs';
import { bugsOfHosts } from './bugs-of-hosts.mjs';
import { bugsOfMemory } from './bugs-of-memory.mjs';
import { bugsOfObservations } from './bugs-of-observations.mjs';
import { bugsOfTiming } from './bugs-of-timing.mjs';

/** The bugs, by name. */
export const bugs = {
  ...bugsOfActions,
  ...bugsOfObservations,
  ...bugsOfHosts,
  ...bugsOfMemory,
  ...bugsOfTiming,
  ...bugsOfBodies,
};

/** The parts of a server, one of them replaced by the bug that the options name, if any. */
export function withBug(parts, options) {
  if (options.bug === undefined) return parts;
  const bug = Object.hasOwn(bugs, options.bug) ? bugs[options.bug] : undefined;
  if (bug === undefined) throw new Error(`--bug must be one of ${Object.keys(bugs).join(', ')}`);
  return { ...parts, [bug.wraps]: bug.wrap(parts[bug.wraps], options) };
}
