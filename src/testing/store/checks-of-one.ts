/** Checks of a store, one call after the other: what is written is read, and an update is what it says. */
import type { Pipeline } from '../../host';
import { show } from '../../input';
import { TimeLimitError } from '../timing';
import { counted, failed, fresh, running, samples, strangeTexts } from './samples';
import {
  type CheckOfStore,
  Contradiction,
  claim,
  claimGone,
  claimIs,
  claimKept,
  claimSame,
} from './store-under-test';

const name = 'orders';

/** What is created, read and written. */
export const checksOfKeeping: readonly CheckOfStore[] = [
  {
    id: 'create.new',
    statement: 'A new pipeline is kept as it is, and create says true.',
    async run(store) {
      claimIs("create('orders'), which is new,", await store.create(fresh(name)), true);
      await claimKept(store, fresh(name));
    },
  },
  {
    id: 'create.taken',
    statement: 'Where the name is taken create says false, and nothing is changed.',
    async run(store) {
      const before = counted(running(name));
      await store.create(before);
      claimIs("create('orders'), which is taken,", await store.create(fresh(name, 9)), false);
      await claimKept(store, before);
      claimIs("create('orders'), which is taken,", await store.create(before), false);
      await claimKept(store, before);
    },
  },
  {
    id: 'read.unknown',
    statement: 'What was never created is not there, whatever its name.',
    async run(store) {
      const unknown = [name, '__proto__', 'constructor', 'toString', '0', 'x'.repeat(100)];
      for (const each of unknown) await claimGone(store, each);
      await store.create(fresh(name));
      for (const each of ['Orders', 'order', 'orders-', 'order_', '__proto__']) {
        await claimGone(store, each);
      }
    },
  },
  {
    id: 'read.same',
    statement: 'What is read is what was written, to the last detail, by create and by update.',
    async run(store) {
      for (const [index, sampleOf] of Object.values(samples).entries()) {
        const [created, updated] = [sampleOf(`created-${index}`), sampleOf(`updated-${index}`)];
        await store.create(created);
        await claimKept(store, created);
        await store.create(fresh(updated.name));
        await store.update(updated.name, () => ({ pipeline: updated, result: null }));
        await claimKept(store, updated);
      }
    },
  },
  {
    id: 'read.texts',
    statement: 'Texts are kept to the character, whatever they are made of.',
    async run(store) {
      for (const [index, [what, text]] of Object.entries(strangeTexts).entries()) {
        const error = { message: text, error_code: 'Strange', details: { what, list: [text] } };
        const pipeline = failed(`text-${index}`, error);
        await store.create(pipeline);
        await claimKept(store, pipeline);
      }
    },
  },
  {
    id: 'objects.apart',
    statement: 'What the store gives out is frozen or a copy: changing it changes nothing stored.',
    async run(store) {
      const before = failed(name, { message: '', error_code: 'E', details: { list: [{ a: 1 }] } });
      await store.create(before);
      await spoil(await store.read(name), () => claimKept(store, before));
      await spoil(await store.list(), () => claimKept(store, before));
      let given: Pipeline | undefined;
      const { since } = running(name, 5);
      const after = Object.freeze({ ...before, since });
      await store.update(name, (pipeline) => {
        given = pipeline;
        return { pipeline: after, result: null };
      });
      await spoil(given, () => claimKept(store, after));
      await spoil(await store.read(name), () => claimKept(store, after));
    },
  },
];

/** What an update does. */
export const checksOfUpdates: readonly CheckOfStore[] = [
  {
    id: 'update.unknown',
    statement: 'An update of a pipeline that is not there gives undefined, and asks for no change.',
    async run(store) {
      const calls: unknown[] = [];
      const change = (pipeline: Pipeline) => {
        calls.push(pipeline);
        return { pipeline: fresh(name), result: 'changed' };
      };
      for (const each of [name, '__proto__', 'constructor']) {
        claimIs(
          `update('${each}'), which is not there,`,
          await store.update(each, change),
          undefined,
        );
        claim(calls.length === 0, 'change not to be called', `it was, with ${show(calls[0])}`);
        await claimGone(store, each);
      }
    },
  },
  {
    id: 'update.result',
    statement: 'An update gives back the very result of the change, whatever it is.',
    async run(store) {
      await store.create(running(name));
      for (const result of [{ an: 'object' }, 'text', 7, 0, '', false, null, undefined]) {
        const what = `update, where the result is ${show(result)},`;
        const changed = await store.update(name, (each) => ({ pipeline: counted(each), result }));
        claimIs(what, changed, result);
        const same = await store.update(name, (pipeline) => ({ pipeline, result }));
        claimIs(`${what} and nothing is changed,`, same, result);
      }
    },
  },
  {
    id: 'update.given',
    statement: 'A change is given the pipeline as it was last written, and what it makes is kept.',
    async run(store) {
      let stands = running(name);
      await store.create(stands);
      for (let count = 1; count <= 10; count += 1) {
        const before = stands;
        let given: unknown;
        stands = counted(before, count);
        await store.update(name, (pipeline) => {
          given = pipeline;
          return { pipeline: stands, result: null };
        });
        claimSame('what change is given', given, before);
        // As soon as the update has resolved, whoever asks sees it.
        await claimKept(store, stands);
      }
    },
  },
  {
    id: 'update.same',
    statement: 'Where a change answers with the very same pipeline, what is stored stays.',
    async run(store) {
      const before = counted(running(name));
      await store.create(before);
      const seen = await store.update(name, (pipeline) => ({ pipeline, result: pipeline }));
      claimSame('what change is given', seen, before);
      await claimKept(store, before);
    },
  },
  {
    id: 'update.removal',
    statement: 'Where a change answers with null the pipeline is removed, and its name is free.',
    async run(store) {
      await store.create(running(name));
      await store.create(running('other'));
      const result = await store.update(name, () => ({ pipeline: null, result: 'removed' }));
      claimIs('update, where the change removes,', result, 'removed');
      await claimGone(store, name);
      await claimKept(store, running('other'));
      const again = await store.update(name, () => ({ pipeline: null, result: 'again' }));
      claimIs('update of what was removed', again, undefined);
      claimIs('create of what was removed', await store.create(fresh(name, 9)), true);
      await claimKept(store, fresh(name, 9));
    },
  },
  {
    id: 'update.throws',
    statement:
      'Where a change throws, update rejects with that very error, and nothing is written.',
    async run(store) {
      await store.create(running(name));
      for (const thrown of [new Error('thrown by the change'), new TypeError('again'), 'a text']) {
        const expected = `update, where the change throws '${thrown}', to reject with just that`;
        await claimThrown(expected, thrown, (change) => store.update(name, change));
        await claimKept(store, running(name));
      }
      // A lock that it still held would let nobody in.
      await store.update(name, (each) => ({ pipeline: counted(each), result: null }));
      await claimKept(store, counted(running(name)));
    },
  },
];

async function claimThrown(
  expected: string,
  thrown: unknown,
  update: (change: () => never) => Promise<unknown>,
): Promise<void> {
  let result: unknown;
  try {
    result = await update(() => {
      throw thrown;
    });
  } catch (error) {
    if (error === thrown) return;
    const { cause, seen } = error as Contradiction;
    throw cause instanceof TimeLimitError ? error : new Contradiction(expected, seen, { cause });
  }
  throw new Contradiction(expected, `it resolved with ${show(result)}`);
}

/** Does to an object whatever can be done to it, then asks whether all is as it was. */
async function spoil(given: unknown, claimUnchanged: () => Promise<void>): Promise<void> {
  vandalize(given);
  await claimUnchanged();
}

/** Where it is frozen, nothing happens. */
function vandalize(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) vandalize(inner);
  for (const key of Object.keys(value)) {
    if (!Reflect.set(value, key, 'changed from outside')) continue;
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'added', 'from outside');
}
