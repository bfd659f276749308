/**
 * Stores with claims that are broken on purpose, each with one mistake that real ones make, and the
 * checks that find it. For tests.
 */
import {
  type Change,
  type Claim,
  type Claims,
  type Clock,
  type LifecycleStore,
  type Pipeline,
  systemClock,
} from '../../../src/host';
import { Link, SharedMemory } from '../claims/shared-memory';
import type { Broken, CreateOn } from './mistakes';

/** Creates two stores over a shared memory with a mistake, one for each machine. */
export function shared(
  Memory: typeof SharedMemory = SharedMemory,
  wrong: (right: Claims) => Partial<Claims> = () => ({}),
  wrongStore: (right: LifecycleStore, claimed: ReadonlySet<string>) => object = () => ({}),
): CreateOn {
  return (clock = systemClock, machines = [{ clock }, { clock }]) => {
    const memory = new Memory(clock);
    const claimed = new Set<string>();
    return machines.map((machine) => {
      const store = memory.open(new Link(), machine.clock);
      const claims = async (options: { readonly lease: number }) => {
        const right = (await store.claims?.(options)) as Claims;
        const acquire = async (limit: number) => {
          const taken = await right.acquire(limit);
          for (const { pipelineName } of taken) claimed.add(pipelineName);
          return taken;
        };
        const noting = { ...right, acquire };
        return { ...noting, ...wrong(noting) };
      };
      return { ...store, claims, ...wrongStore(store, claimed) };
    });
  };
}

type Acquired = ReturnType<Claims['acquire']>;

/** Changes the claims that are given, one by one. */
const givenAs = (change: (claim: Claim) => Claim) => (right: Claims) => ({
  acquire: async (limit: number) => (await right.acquire(limit)).map(change),
});

class ForgetsOwners extends SharedMemory {
  protected override isFree(): boolean {
    return true;
  }
}

class ClaimsSettled extends SharedMemory {
  protected override isDue(): boolean {
    return true;
  }
}

class KeepsOrderOfNames extends SharedMemory {
  protected override dueSince(): number {
    return 0;
  }
}

class IgnoresIds extends SharedMemory {
  protected override isOf(): boolean {
    return true;
  }
  override holds(): boolean {
    return true;
  }
}

class NeverTakesOver extends SharedMemory {
  constructor(clock: Clock) {
    super(clock, { checksFence: true, takesOver: false });
  }
}

class NeverChecks extends SharedMemory {
  constructor(clock: Clock) {
    super(clock, { checksFence: false, takesOver: true });
  }
}

class NeverReleases extends SharedMemory {
  override release(): void {}
}

class TrustsTimeOfDay extends SharedMemory {
  override register(lease: number, machine: Clock): number {
    return super.register(lease + machine.now() - systemClock.now(), machine);
  }
}

/** Mistakes with claims. */
export const brokenClaims: Readonly<Record<string, Broken>> = {
  'gives a pipeline to every worker that asks': {
    create: shared(ForgetsOwners),
    caughtBy: { 'claims.each': /twice$/ },
  },
  'gives settled pipelines as well': {
    create: shared(ClaimsSettled),
    caughtBy: { 'claims.each': /./ },
  },
  'gives more than it was asked for': {
    create: shared(SharedMemory, (right) => ({ acquire: (): Acquired => right.acquire(99) })),
    caughtBy: { 'claims.each': /^it claimed 60$/ },
  },
  'claims by name': {
    create: shared(KeepsOrderOfNames),
    caughtBy: { 'claims.oldest': /./ },
  },
  'has the same fence each time': {
    create: shared(
      SharedMemory,
      givenAs((claim) => ({ ...claim, fence: 7 })),
    ),
    caughtBy: { 'claims.fence': /^(7|false)$/ },
  },
  'has no fence': {
    create: shared(
      SharedMemory,
      givenAs((claim) => ({ ...claim, fence: 0 })),
    ),
    caughtBy: { 'claims.fence': /fence/ },
  },
  'locks users out of claimed pipelines': {
    create: shared(
      SharedMemory,
      () => ({}),
      ({ update }, claimed) => ({
        update: async (name: string, change: (pipeline: Pipeline) => Change<unknown>) =>
          claimed.has(name) ? undefined : update(name, change),
      }),
    ),
    caughtBy: { 'claims.written': /^50$/ },
  },
  'decides on what the worker has seen last': {
    create: shared(SharedMemory, (right) => {
      const seen = new Map<string, Pipeline>();
      return {
        update: (claim, change) =>
          right.update(claim, (found) => {
            const changed = change(seen.get(claim.pipelineName) ?? found);
            if (changed.pipeline) seen.set(claim.pipelineName, changed.pipeline);
            return changed;
          }),
      };
    }),
    caughtBy: { 'claims.written': /^\d+$/ },
  },
  'never gives a claim back': {
    create: shared(NeverReleases),
    caughtBy: { 'claims.fence': /^0$/, 'claims.settled': /./ },
  },
  'tells that a claim was lost which was given back': {
    create: shared(SharedMemory, (right) => {
      const listeners = new Set<(claim: Claim) => void>();
      return {
        onLost: (listener) => {
          listeners.add(listener);
          return right.onLost(listener);
        },
        update: async (claim, change) => {
          const result = await right.update(claim, change);
          if (!right.holds(claim)) for (const listener of listeners) listener(claim);
          return result;
        },
      };
    }),
    caughtBy: { 'claims.settled': /orders/ },
  },
  'keeps the claims of a worker that has ended': {
    create: shared(SharedMemory, () => ({ end: async () => {} })),
    caughtBy: { 'claims.over': /./ },
  },
  'writes under a claim that is lost': {
    create: shared(NeverChecks),
    caughtBy: { 'claims.over': /^it resolved with written$/, 'claims.takeover': /./ },
  },
  'writes to a later pipeline of the name': {
    create: shared(IgnoresIds),
    caughtBy: { 'claims.reborn': /./ },
  },
  'tells nobody that there is something to do': {
    create: shared(SharedMemory, () => ({ onDue: () => () => {} })),
    caughtBy: { 'claims.told': /^it did not$/ },
  },
  'never replaces a worker': {
    create: shared(NeverTakesOver),
    caughtBy: { 'claims.takeover': /^it did not$/ },
  },
  'believes that a claim holds as long as nobody says otherwise': {
    create: shared(SharedMemory, (right) => {
      const gone = new Set<Claim>();
      right.onLost((claim) => gone.add(claim));
      return { holds: (claim) => !gone.has(claim) };
    }),
    caughtBy: { 'claims.takeover': /^true$/ },
  },
  'judges leases by the time of day of each machine': {
    create: shared(TrustsTimeOfDay),
    caughtBy: { 'claims.clocks': /./ },
  },
};
