/** Accepted calls: which of them made a status the desired one. */
import {
  type CompleteAction,
  type DesiredStatus,
  decide,
  reachableDeployments,
} from '../lifecycle';
import { startRequested } from '../lifecycle/rules';
import type { Call } from './history';

/** A call that was answered with 202. */
export interface AcceptedCall {
  readonly line: number;
  readonly call: Call;
}

/** The call that made this the desired status; undefined if none did or it is unknown. Pure. */
export function askedBy(
  desiredStatus: DesiredStatus,
  accepted: readonly AcceptedCall[],
): AcceptedCall | undefined {
  const isStartRequested = startRequested({ desiredStatus });
  for (const each of accepted) {
    const { action, request } = each.call;
    if (promisedBy(action, request).has(desiredStatus)) return each;
    // These change nothing, or perhaps nothing.
    const isIdle = ['approve', 'dismissError'].includes(action.type);
    if (!isIdle && !(action.type === 'start' && isStartRequested)) return undefined;
  }
  return undefined;
}

const promised = new Map<string, ReadonlySet<DesiredStatus>>();

/** The desired statuses that an action can change the desired status to. */
function promisedBy(action: CompleteAction, request: string): ReadonlySet<DesiredStatus> {
  const known = promised.get(request);
  if (known !== undefined) return known;
  const decisions = reachableDeployments().map((each) => ({ each, ...decide(each, action) }));
  const found = new Set(
    decisions
      .filter(({ each, accepted, deployment }) => {
        const isNew = deployment.generation !== each.generation;
        return accepted && (isNew || deployment.desiredStatus !== each.desiredStatus);
      })
      .map(({ deployment }) => deployment.desiredStatus),
  );
  promised.set(request, found);
  return found;
}
