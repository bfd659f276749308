/** Claims under test: every call is limited in time, as those of the store are. */
import { type Claim, type Claims, isClaimLostError } from '../../host';
import { isCount, show } from '../../input';
import { claim as claimThat, type GuardedCall } from './contradictions';

const needed = ['acquire', 'update', 'holds', 'release', 'onLost', 'end'] as const;

/** Returns the claims, guarded. Throws Contradiction if they lack a method. */
export function guardedClaims(claims: Claims, call: GuardedCall): Claims {
  for (const name of needed) {
    const method: unknown = claims?.[name];
    claimThat(typeof method === 'function', `claims to have the method ${name}`, show(method));
  }
  return {
    acquire: async (limit) => {
      const what = `acquire(${limit})`;
      return acquiredIn(what, await call(what, () => claims.acquire(limit)));
    },
    update: async (claim, change) => {
      const update = () => claims.update(claim, change).catch(lostOrRejected);
      const updated = await call(`update of ${named(claim)}`, update);
      if (updated instanceof LostClaim) throw updated.error;
      return updated;
    },
    holds: (claim) => claims.holds(claim),
    release: (claim) => call(`release of ${named(claim)}`, () => claims.release(claim)),
    onLost: (listener) => claims.onLost(listener),
    ...(claims.onDue && { onDue: (listener) => claims.onDue?.(listener) ?? (() => {}) }),
    end: () => call('end()', () => claims.end()),
  };
}

/** A loss that a check waits for is no failure of the call. */
class LostClaim {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

function lostOrRejected(error: unknown): LostClaim {
  if (isClaimLostError(error)) return new LostClaim(error);
  throw error;
}

function acquiredIn(what: string, seen: unknown): readonly Claim[] {
  const isClaim = (each: Claim | null) =>
    typeof each?.pipelineName === 'string' &&
    typeof each.pipelineId === 'string' &&
    isCount(each.fence) &&
    each.fence > 0;
  const expected = `${what} to resolve with an array of { pipelineName, pipelineId, fence }, the fence a positive integer`;
  claimThat(Array.isArray(seen) && seen.every(isClaim), expected, show(seen));
  return seen as readonly Claim[];
}

function named({ pipelineName, fence }: Claim): string {
  return `'${pipelineName}' under fence ${fence}`;
}
