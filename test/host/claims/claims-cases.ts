/**
 * The cases of a store with claims that several processes share, for each such store of ours.
 * Workers that have died are played by clocks that stand still: to the store they are silent, and
 * they themselves notice nothing.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Claim, ClaimLostError, type Claims, type LifecycleStore } from '../../../src/host';
import { fresh } from '../../../src/testing/store/sample-pipelines';
import { until } from '../../until';
import { HandClock } from '../hand-clock';
import { asked, reported, started } from './users-and-runners';

/** A store in a process of its own, or as if it were in one, with the errors that it reported. */
interface OpenedForClaims {
  readonly store: LifecycleStore & Required<Pick<LifecycleStore, 'claims'>>;
  readonly errors: readonly unknown[];
}

/** A store whose claims are tested, and what was written there by hand. It is empty at first. */
export interface ClaimsUnderTest {
  /** Where users act. */
  readonly user: () => OpenedForClaims;
  /** Opens it once more. The clock is that of the process, not that of the store. */
  readonly open: (clock?: HandClock) => OpenedForClaims;
  /** True once no lease lasts, by the clock of the store. */
  readonly areLeasesOver: () => boolean | Promise<boolean>;
  readonly write: {
    /** Marks every pipeline as due. */
    allDue(): unknown;
    /** Replaces what is kept of a pipeline. */
    pipeline(name: string, json: string): unknown;
    /** Returns the names that are marked as due, sorted. */
    namesOfDue(): readonly string[] | Promise<readonly string[]>;
  };
}

/** Tools that the cases need, for further ones of a store. */
export function claimsTools({ user, open }: Pick<ClaimsUnderTest, 'user' | 'open'>) {
  /** A worker in a process of its own, with the claims that it was told to be lost. */
  async function worker({ lease = 60_000, clock }: { lease?: number; clock?: HandClock } = {}) {
    const process = open(clock);
    const claims = await process.store.claims({ lease });
    // The renewals of one test must not be counted in another one.
    onTestFinished(() => claims.end());
    const lost: Claim[] = [];
    claims.onLost((claim) => lost.push(claim));
    return { ...process, claims: claims as Required<Claims>, lost };
  }

  /** A worker that falls silent after it has claimed this many. */
  async function silentWorker(limit: number) {
    for (;;) {
      const clock = new HandClock();
      const silent = await worker({ lease: 300, clock });
      // On a busy machine its lease may be over before it can claim anything.
      const taken = await silent.claims.acquire(limit).catch(() => []);
      if (taken.length === limit) return { ...silent, clock, taken };
    }
  }

  const create = (...names: string[]) =>
    Promise.all(names.map((name) => user().store.create(started(name))));
  const statusOf = async (name: string) => (await user().store.read(name))?.deployment.status;
  return { worker, silentWorker, create, statusOf };
}

/** The only claim, or the first one. */
export function only([claim]: readonly Claim[]): Claim {
  return claim as Claim;
}

const namesOf = (claims: readonly Claim[]) => claims.map(({ pipelineName }) => pipelineName);

/** Declares the tests. */
export function testClaims(underTest: ClaimsUnderTest): void {
  const { user, write, areLeasesOver } = underTest;
  const { worker, silentWorker, create, statusOf } = claimsTools(underTest);
  const leasesOver = () => until(areLeasesOver);

  describe('acquire', () => {
    test('shares 200 pipelines among workers, each to one, with a fence of its own', async () => {
      await create(...[...Array(200).keys()].map((index) => `pipeline-${index}`));
      const workers = await Promise.all([worker(), worker(), worker()]);
      const taken: Claim[] = [];
      while (taken.length < 200) {
        const rounds = await Promise.all(workers.map(({ claims }) => claims.acquire(17)));
        taken.push(...rounds.flat());
      }
      expect(new Set(namesOf(taken)).size).toBe(200);
      expect(new Set(taken.map(({ fence }) => fence)).size).toBe(200);
      for (const { claims } of workers) expect(await claims.acquire(17)).toEqual([]);
    });

    test('takes those first that have been due for the longest time', async () => {
      for (const name of ['c', 'a', 'b']) await create(name);
      await user().store.create(fresh('settled'));
      await user().store.update('a', asked('stop?force=true'));
      await user().store.update('a', asked('start'));
      const { claims } = await worker();
      expect(namesOf(await claims.acquire(2))).toEqual(['c', 'b']);
      expect(namesOf(await claims.acquire(2))).toEqual(['a']);
      expect(await claims.acquire(0)).toEqual([]);
    });

    test('refuses a limit that is not a number', async () => {
      const { claims } = await worker();
      await expect(claims.acquire(-1)).rejects.toMatchObject({ field: 'limit' });
      await expect(user().store.claims({ lease: 0 })).rejects.toMatchObject({ field: 'lease' });
    });

    test('corrects a row that was marked due by hand, and puts off one that nobody can read', async () => {
      await user().store.create(fresh('settled'));
      await write.allDue();
      await create('orders', 'unreadable');
      const { claims, errors } = await worker();
      await write.pipeline('unreadable', '{"format": 99}');
      expect(namesOf(await claims.acquire(10))).toEqual(['orders']);
      expect(errors).toMatchObject([{ field: 'format' }]);
      expect(await claims.acquire(10)).toEqual([]);
      expect(await write.namesOfDue()).toEqual(['orders', 'unreadable']);
    });
  });

  describe('a change under a claim', () => {
    test('is written', async () => {
      await create('orders');
      const { claims } = await worker();
      const claim = only(await claims.acquire(1));
      const outcome = await claims.update(claim, reported('provisioning'));
      expect(outcome).toMatchObject({ accepted: true });
      expect(await statusOf('orders')).toBe('Provisioning');
    });

    test('is decided anew if a user was faster, even if it would have changed nothing', async () => {
      await create('orders');
      const { claims } = await worker();
      const claim = only(await claims.acquire(1));
      await claims.update(claim, reported('provisioning'));
      await user().store.update('orders', asked('stop?force=true'));
      const seen = await claims.update(claim, (pipeline) => ({
        pipeline,
        result: pipeline.deployment.desiredStatus,
      }));
      expect(seen).toBe('Stopped');
      expect(await claims.update(claim, reported('running'))).toMatchObject({ accepted: false });
    });

    test('releases the claim if it settles or removes the pipeline', async () => {
      await create('orders', 'invoices');
      const [first, second] = await Promise.all([worker(), worker()]);
      const [one, two] = (await first.claims.acquire(2)) as [Claim, Claim];
      await first.claims.update(one, reported('provisioning'));
      await first.claims.update(one, reported('running'));
      await first.claims.update(two, () => ({ pipeline: null, result: null }));
      await expect(first.claims.update(one, reported('running'))).rejects.toThrow(ClaimLostError);
      expect(first.lost).toEqual([]);
      expect(await second.claims.acquire(2)).toEqual([]);
      await user().store.update(one.pipelineName, asked('stop?force=true'));
      const again = only(await second.claims.acquire(2));
      expect(again).toMatchObject({ pipelineName: one.pipelineName, pipelineId: one.pipelineId });
      expect(again.fence).toBeGreaterThan(one.fence);
    });

    test('rejects with the error of the change, and writes nothing', async () => {
      await create('orders');
      const { claims, lost } = await worker();
      const claim = only(await claims.acquire(1));
      const error = new Error('thrown');
      const thrown = claims.update(claim, () => {
        throw error;
      });
      await expect(thrown).rejects.toBe(error);
      expect(await claims.update(claim, reported('provisioning'))).toMatchObject({
        accepted: true,
      });
      expect(lost).toEqual([]);
    });

    test('resolves with undefined if a user has removed the pipeline', async () => {
      await create('orders');
      const { claims } = await worker();
      const claim = only(await claims.acquire(1));
      await user().store.update('orders', () => ({ pipeline: null, result: null }));
      expect(await claims.update(claim, reported('provisioning'))).toBeUndefined();
    });
  });

  describe('a claim that is given back', () => {
    test('can be taken at once, and whoever waits for one is told', async () => {
      await create('orders');
      const [first, second] = await Promise.all([worker(), worker()]);
      let due = 0;
      second.claims.onDue(() => {
        due += 1;
      });
      const claim = only(await first.claims.acquire(1));
      await until(() => due > 0);
      due = 0;
      await first.claims.release(claim);
      await until(() => due > 0);
      expect(only(await second.claims.acquire(1)).fence).toBeGreaterThan(claim.fence);
      // It is lost to the first one, for whom a second release does nothing.
      await first.claims.release(claim);
      await expect(first.claims.update(claim, reported('provisioning'))).rejects.toThrow(
        "The claim of pipeline 'orders' with fence",
      );
      expect(await first.claims.acquire(1)).toEqual([]);
    });

    test('is so with all others at the end of the worker', async () => {
      await create('orders', 'invoices');
      const [first, second] = await Promise.all([worker(), worker()]);
      await first.claims.acquire(2);
      await Promise.all([first.claims.end(), first.claims.end()]);
      expect(first.lost).toEqual([]);
      expect(await first.claims.acquire(2)).toEqual([]);
      expect(namesOf(await second.claims.acquire(2)).sort()).toEqual(['invoices', 'orders']);
    });
  });

  describe('a worker that is silent', () => {
    test('is replaced once its lease is over, and can write nothing from then on', async () => {
      await create('orders', 'invoices');
      const silent = await silentWorker(1);
      const claim = only(silent.taken);
      const living = await worker({ lease: 300 });
      const taken: Claim[] = [];
      await until(async () => {
        taken.push(...(await living.claims.acquire(2).catch(() => [])));
        return namesOf(taken).includes(claim.pipelineName);
      });
      const late = taken.find(({ pipelineName }) => pipelineName === claim.pipelineName);
      expect(late?.fence).toBeGreaterThan(claim.fence);
      const before = await user().store.read(claim.pipelineName);
      const written = silent.claims.update(claim, reported('provisioning'));
      await expect(written).rejects.toMatchObject({ name: 'ClaimLostError', claim });
      expect(await user().store.read(claim.pipelineName)).toEqual(before);
      expect(silent.lost).toEqual([claim]);
    });

    test('writes nothing after its lease, even if nobody has replaced it', async () => {
      await create('orders');
      const { claims, taken: silentClaims } = await silentWorker(1);
      const claim = only(silentClaims);
      await leasesOver();
      await expect(claims.update(claim, reported('provisioning'))).rejects.toThrow(ClaimLostError);
      const removed = claims.update(claim, () => ({ pipeline: null, result: null }));
      await expect(removed).rejects.toThrow(ClaimLostError);
      expect(await statusOf('orders')).toBe('Stopped');
    });

    test('loses everything if it comes back, and claims under a new name', async () => {
      await create('orders', 'invoices');
      const { claims, lost, clock, taken } = await silentWorker(2);
      await leasesOver();
      // By its own clock the lease lasts.
      clock.advance(100);
      await until(() => lost.length === 2);
      expect(namesOf(lost)).toEqual(namesOf(taken));
      const again: Claim[] = [];
      await until(async () => {
        again.push(...(await claims.acquire(2).catch(() => [])));
        clock.advance(100);
        return again.length >= 2;
      });
      expect(new Set(namesOf(again))).toEqual(new Set(['invoices', 'orders']));
      for (const { fence } of again) {
        expect(fence).toBeGreaterThan(Math.max(...taken.map((each) => each.fence)));
      }
    });
  });
}
