/** A session: a walk, with what undo and redo lead to. */
import { newWalk, type Walk } from './walk';

/** The walk that is shown, those before it, and those that were undone, nearest last. */
export interface WalkSession {
  readonly past: readonly Walk[];
  readonly walk: Walk;
  readonly future: readonly Walk[];
}

/** Returns a session that begins with this walk, each step of which can be undone. Pure. */
export function sessionFrom(walk: Walk = newWalk): WalkSession {
  const steps = walk.steps.slice(0, walk.taken);
  const past = steps.map((_, taken) => ({ ...walk, steps: steps.slice(0, taken), taken }));
  return { past, walk, future: [] };
}

/** Returns the session after a change; itself if nothing changes. Pure. */
export function changedTo({ past, walk, future }: WalkSession, next: Walk): WalkSession {
  if (next === walk) return { past, walk, future };
  return { past: [...past, walk], walk: next, future: [] };
}

/** Returns the session before the last change; itself if there was none. Pure. */
export function undone(session: WalkSession): WalkSession {
  const { past, walk, future } = session;
  const before = past.at(-1);
  if (before === undefined) return session;
  return { past: past.slice(0, -1), walk: before, future: [...future, walk] };
}

/** Returns the session with the last change that was undone; itself if there is none. Pure. */
export function redone(session: WalkSession): WalkSession {
  const { past, walk, future } = session;
  const next = future.at(-1);
  if (next === undefined) return session;
  return { past: [...past, walk], walk: next, future: future.slice(0, -1) };
}
