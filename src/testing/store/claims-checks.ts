/**
 * Checks of a store that workers share. A store without `claims` passes: they are optional.
 *
 * Each worker is on a machine of its own. Leases are long, unless a check waits for the end of one,
 * so that a slow machine loses none by itself.
 */
import type { Claim } from '../../host';
import { settled } from '../../lifecycle';
import { claim, claimIs, claimSame } from './contradictions';
import { counted, countOf, fresh, pausing, running, started } from './sample-pipelines';
import type { CheckDefinition } from './store-under-test';
import { claimedNames, claimRefused, ifClaimable, theOnly, unlessLost } from './workers-under-test';

/** The lease of a worker that hangs, in milliseconds. */
const shortLease = 1_000;
const day = 86_400_000;

/** Checks of what one worker may do, and what the others may not. */
export const claimsChecks: readonly CheckDefinition[] = [
  {
    id: 'claims.each',
    statement:
      'Each pipeline that has something to do is claimed by one worker, and no settled one by any.',
    run: ifClaimable(async ({ store, workers }) => {
      const [one, other] = workers;
      const names = Array.from({ length: 60 }, (_, index) => `pipeline-${index}`);
      for (const name of names) await store.create(started(name));
      for (const name of ['settled', 'idle']) await store.create(fresh(name));
      await store.create(running('busy'));
      const taken: Claim[] = [];
      for (let rounds = 0; rounds < 20; rounds += 1) {
        const both = await Promise.all([one.acquire(7), other.acquire(7)]);
        const most = Math.max(...both.map(({ length }) => length));
        claim(most <= 7, 'acquire(7) to claim at most 7 pipelines', `it claimed ${most}`);
        taken.push(...both.flat());
      }
      const twice = claimedNames(taken).find((name, index, all) => all.indexOf(name) !== index);
      claim(twice === undefined, 'each pipeline to be claimed once', `'${twice}' twice`);
      claimSame('the pipelines that were claimed', claimedNames(taken).sort(), names.sort());
    }),
  },
  {
    id: 'claims.oldest',
    statement: 'Those are claimed first that have had something to do for the longest time.',
    run: ifClaimable(async ({ store, workers: [worker] }) => {
      for (const name of ['c', 'a', 'b']) await store.create(started(name));
      const order = [...(await worker.acquire(2)), ...(await worker.acquire(2))];
      claimSame('the order of the claims', claimedNames(order), ['c', 'a', 'b']);
    }),
  },
  {
    id: 'claims.fence',
    statement: 'The fence of a pipeline rises with each claim, whoever has it.',
    run: ifClaimable(async ({ store, workers }) => {
      await store.create(started('orders'));
      let last = 0;
      for (let round = 0; round < 10; round += 1) {
        const worker = workers[round % 2 === 0 ? 0 : 1];
        const given = theOnly(await worker.acquire(1));
        claim(given.fence > last, `a fence above ${last}`, `${given.fence}`);
        claimIs('holds, of a claim just made,', worker.holds(given), true);
        last = given.fence;
        await worker.release(given);
        claimIs('holds, of a claim given back,', worker.holds(given), false);
      }
    }),
  },
  {
    id: 'claims.written',
    statement:
      'Users are not locked out: of 100 changes by a user and its worker at once, none is lost.',
    run: ifClaimable(async ({ store, workers: [worker], other }) => {
      await store.create(pausing('orders'));
      const mine = theOnly(await worker.acquire(1));
      const changes = Array.from({ length: 50 }, (_, each) => [
        worker.update(mine, (before) => ({ pipeline: counted(before, each), result: null })),
        other.update('orders', (before) => ({ pipeline: counted(before, each), result: null })),
      ]);
      await Promise.all(changes.flat());
      claimIs('the count after 100 changes', countOf(await store.read('orders')), 100);
      claimIs('holds, once all is written,', worker.holds(mine), true);
    }),
  },
  {
    id: 'claims.settled',
    statement: 'A change that settles or removes the pipeline gives the claim back.',
    run: ifClaimable(async ({ store, workers: [worker, next] }) => {
      const lost: Claim[] = [];
      worker.onLost((each) => lost.push(each));
      for (const name of ['orders', 'invoices']) await store.create(started(name));
      const [first, second] = (await worker.acquire(2)) as [Claim, Claim];
      await worker.update(first, () => ({ pipeline: running('orders'), result: null }));
      await worker.update(second, () => ({ pipeline: null, result: null }));
      claim(settled(running('orders').deployment), 'the sample to be settled', 'it is not');
      await claimRefused(worker, first, 'was given back');
      claimIs('holds, of a pipeline that was removed,', worker.holds(second), false);
      claimSame('what acquire(2) claims', claimedNames(await next.acquire(2)), []);
      await store.update('orders', () => ({ pipeline: started('orders', 9), result: null }));
      claimSame('what acquire(2) claims', claimedNames(await next.acquire(2)), ['orders']);
      claimSame('what is told as lost', claimedNames(lost), []);
    }),
  },
  {
    id: 'claims.over',
    statement: 'Under a claim that was given back, or whose worker has ended, nothing is written.',
    run: ifClaimable(async ({ store, workers: [worker, next] }) => {
      for (const name of ['a', 'b', 'c']) await store.create(started(name));
      const [first, ...others] = await worker.acquire(3);
      await worker.release(first as Claim);
      await claimRefused(worker, first as Claim, 'was given back');
      claimSame('what another may claim', claimedNames(await next.acquire(3)), ['a']);
      await worker.end();
      for (const each of others) await claimRefused(worker, each, 'was of a worker that has ended');
      claimSame('what another may claim', claimedNames(await next.acquire(3)), ['b', 'c']);
      const counts = (await store.list()).map(countOf);
      claimSame('the counts of the pipelines', counts, [0, 0, 0]);
    }),
  },
  {
    id: 'claims.reborn',
    statement: 'A change under a claim never reaches a later pipeline of the same name.',
    run: ifClaimable(async ({ store, workers: [worker] }) => {
      await store.create(started('orders', 1));
      const mine = theOnly(await worker.acquire(1));
      await store.update('orders', () => ({ pipeline: null, result: null }));
      const second = started('orders', 2);
      await store.create(second);
      const late = worker.update(mine, () => ({ pipeline: running('orders', 1), result: 1 }));
      await unlessLost(late);
      claimSame('what stands of the later pipeline', await store.read('orders'), second);
    }),
  },
  {
    id: 'claims.told',
    statement: 'A worker that listens is told that there is something to do, or to take over.',
    run: ifClaimable(async ({ store, workers: [worker, next], eventually }) => {
      let told = 0;
      const end = next.onDue?.(() => {
        told += 1;
      });
      if (end === undefined) return;
      const soon = async (what: string, act: () => Promise<unknown>) => {
        told = 0;
        await act();
        await eventually(`onDue to tell of ${what}`, () => told > 0);
      };
      await soon('a start', () => store.create(started('orders')));
      const mine = theOnly(await worker.acquire(1));
      await soon('a claim that was given back', () => worker.release(mine));
      theOnly(await worker.acquire(1));
      await soon('a worker that has ended', () => worker.end());
      end();
    }),
  },
  {
    id: 'claims.takeover',
    statement:
      'A worker that hangs is replaced once its lease is over, and writes nothing when it goes on.',
    run: ifClaimable(async ({ store, clocks, workers, worker, acquireOne, eventually }) => {
      const hanging = await worker(0, shortLease);
      const lost: Claim[] = [];
      hanging.onLost((each) => lost.push(each));
      await store.create(started('orders'));
      const before = await acquireOne(hanging);
      clocks[0].halt();
      const after = await acquireOne(workers[1]);
      claim(after.fence > before.fence, `a fence above ${before.fence}`, `${after.fence}`);
      await claimRefused(hanging, before, 'another worker has taken over');
      clocks[0].resume();
      claimIs('holds, once the worker goes on,', hanging.holds(before), false);
      await eventually('onLost to tell of the claim, once the worker goes on', () =>
        lost.some(({ fence }) => fence === before.fence),
      );
      await workers[1].update(after, (found) => ({ pipeline: found, result: null }));
      await store.create(started('invoices'));
      const anew = await acquireOne(hanging);
      claimIs('the pipeline that it may claim anew', anew.pipelineName, 'invoices');
    }),
  },
  {
    id: 'claims.clocks',
    statement: 'It does not matter if the clocks of the machines differ, or are set.',
    run: ifClaimable(async ({ store, workers, clocks }) => {
      await store.create(started('orders'));
      const mine = theOnly(await workers[0].acquire(1));
      for (const offset of [day, -day]) {
        for (const clock of clocks) {
          clock.set(offset);
          claimSame('what another may claim', claimedNames(await workers[1].acquire(1)), []);
          claimIs('holds, whatever the time of day,', workers[0].holds(mine), true);
          clock.set(0);
        }
      }
      await workers[0].update(mine, (found) => ({ pipeline: found, result: null }));
    }),
  },
];
