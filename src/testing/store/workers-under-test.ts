/** Workers that share a store, for the checks of claims. */
import { type Claim, type Claims, isClaimLostError, type LifecycleStore } from '../../host';
import { monotonicTime } from '../../host/time';
import { claim, claimIs, LateContradiction } from './contradictions';
import type { MachineClock } from './machine-clock';
import type { CheckContext, CheckDefinition, OpenedMachine } from './store-under-test';

/** Long enough that no lease ends by itself during a check, in milliseconds. */
const longLease = 600_000;

/** How long to wait before something is tried again, in milliseconds. */
const pause = 20;

/** Two workers, each on a machine of its own, and the store as users have it. */
export interface SharedStore {
  /** The store on the first machine. */
  readonly store: LifecycleStore;
  /** The same store on the second machine. */
  readonly other: LifecycleStore;
  /** A worker on each machine. Their leases do not end during a check. */
  readonly workers: readonly [Claims, Claims];
  /** The clocks of the machines. */
  readonly clocks: readonly [MachineClock, MachineClock];
  /** Begins the claims of one more worker on a machine, with a lease of this many milliseconds. */
  worker(machine: 0 | 1, lease: number): Promise<Claims>;
  /** Waits until this holds. Rejects with LateContradiction once the time is up. */
  eventually(expected: string, holds: () => boolean): Promise<void>;
  /** Acquires until a claim is given. Rejects with LateContradiction once the time is up. */
  acquireOne(worker: Claims): Promise<Claim>;
}

/** Runs a check with two workers if the store has claims, and ends them afterwards. */
export function ifClaimable(run: (shared: SharedStore) => Promise<void>): CheckDefinition['run'] {
  return async (_, context) => {
    const [first, second] = await context.openEach();
    if (first?.store.claims === undefined) return;
    const expected =
      'createStore to return two stores over the same data, one for each machine, because they have claims';
    claim(second !== undefined, expected, 'one store');
    const begun: Claims[] = [];
    const shared = sharedBy([first, second], context, begun);
    try {
      const workers = [await shared.worker(0, longLease), await shared.worker(1, longLease)];
      await run({ ...shared, workers: workers as [Claims, Claims] });
    } finally {
      for (const { clock } of [first, second]) clock.resume();
      await Promise.all(begun.map((each) => each.end().catch(() => {})));
    }
  };
}

function sharedBy(
  machines: readonly [OpenedMachine, OpenedMachine],
  context: CheckContext,
  begun: Claims[],
): Omit<SharedStore, 'workers'> {
  const [first, second] = machines;
  const until = async <Value>(expected: string, look: () => Promise<Value | undefined>) => {
    const { clock, timeLimit } = context;
    const deadline = monotonicTime(clock) + timeLimit;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (monotonicTime(clock) >= deadline) {
        throw new LateContradiction(`${expected} within ${timeLimit} ms`, 'it did not');
      }
      await clock.sleep(pause);
    }
  };
  return {
    store: first.store,
    other: second.store,
    clocks: [first.clock, second.clock],
    worker: async (machine, lease) => {
      const claims = await machines[machine].store.claims?.({ lease });
      claim(claims !== undefined, 'every store to have claims', 'one without');
      begun.push(claims);
      return claims;
    },
    eventually: async (expected, holds) => {
      await until(expected, async () => holds() || undefined);
    },
    acquireOne: (worker) =>
      until('acquire(1) to claim a pipeline', async () => (await worker.acquire(1))[0]),
  };
}

/** Returns the only claim. Throws Contradiction if there is none, or more. */
export function theOnly(claims: readonly Claim[]): Claim {
  claimIs('the number of pipelines that were claimed', claims.length, 1);
  return claims[0] as Claim;
}

/** Returns the names of the pipelines that were claimed. */
export function claimedNames(claims: readonly Claim[]): string[] {
  return claims.map(({ pipelineName }) => pipelineName);
}

/** Throws Contradiction unless a change under this claim is refused, because it `was` lost. */
export async function claimRefused(worker: Claims, mine: Claim, was: string): Promise<void> {
  const written = worker.update(mine, () => ({ pipeline: null, result: 'written' as const }));
  const result = await unlessLost(written);
  const expected = `update under a claim that ${was} to reject with ClaimLostError`;
  claim(result === lost, expected, `it resolved with ${String(result)}`);
}

const lost = Symbol('lost');

/** Resolves as the update does, or with a symbol of its own if it rejects with ClaimLostError. */
export async function unlessLost<Value>(update: Promise<Value>): Promise<Value | typeof lost> {
  try {
    return await update;
  } catch (error) {
    if (isClaimLostError(error)) return lost;
    throw error;
  }
}
