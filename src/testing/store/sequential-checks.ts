/**
 * Checks of a store that make one call after the other: what is written is read, and updates are
 * exact.
 */
import type { Pipeline } from '../../host';
import { isInstanceOf, show } from '../../input';
import { TimeLimitError } from '../timing';
import { Contradiction, claim, claimIs, claimSame } from './contradictions';
import { counted, failed, fresh, running, samples, strangeTexts } from './sample-pipelines';
import { type CheckDefinition, claimGone, claimKept } from './store-under-test';

const name = 'orders';

/** Checks of creating, reading and keeping. */
export const keepingChecks: readonly CheckDefinition[] = [
  {
    id: 'create.new',
    statement: 'A new pipeline is kept as it is, and create returns true.',
    async run(store) {
      claimIs("create('orders'), which is new,", await store.create(fresh(name)), true);
      await claimKept(store, fresh(name));
    },
  },
  {
    id: 'create.taken',
    statement: 'If the name is taken, create returns false and changes nothing.',
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
    statement: 'A pipeline that was never created is not found, whatever its name.',
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
    statement: 'A pipeline is read exactly as it was written, by create and by update.',
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
    statement: 'Texts are kept to the character, whatever they contain.',
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
    statement:
      'Pipelines that the store returns are frozen or copies: changing them changes nothing stored.',
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

/** Checks of updates. */
export const updateChecks: readonly CheckDefinition[] = [
  {
    id: 'update.unknown',
    statement:
      'An update of an unknown pipeline resolves with undefined, and does not call change.',
    async run(store) {
      const calls: unknown[] = [];
      const change = (pipeline: Pipeline) => {
        calls.push(pipeline);
        return { pipeline: fresh(name), result: 'changed' };
      };
      for (const each of [name, '__proto__', 'constructor']) {
        claimIs(
          `update('${each}'), which is unknown,`,
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
    statement: 'An update resolves with the very result of the change, whatever it is.',
    async run(store) {
      await store.create(running(name));
      for (const result of [{ an: 'object' }, 'text', 7, 0, '', false, null, undefined]) {
        const what = `update, if the result of the change is ${show(result)},`;
        const changed = await store.update(name, (each) => ({ pipeline: counted(each), result }));
        claimIs(what, changed, result);
        const same = await store.update(name, (pipeline) => ({ pipeline, result }));
        claimIs(`${what} and the pipeline stays the same,`, same, result);
      }
    },
  },
  {
    id: 'update.given',
    statement:
      'A change is given the pipeline as last written, and the pipeline it returns is kept.',
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
        // As soon as the update has resolved, every reader sees it.
        await claimKept(store, stands);
      }
    },
  },
  {
    id: 'update.same',
    statement: 'If a change returns the very same pipeline, the stored one stays as it is.',
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
    statement: 'If a change returns null, the pipeline is removed and its name is free.',
    async run(store) {
      await store.create(running(name));
      await store.create(running('other'));
      const result = await store.update(name, () => ({ pipeline: null, result: 'removed' }));
      claimIs('update, if the change returns null,', result, 'removed');
      await claimGone(store, name);
      await claimKept(store, running('other'));
      const again = await store.update(name, () => ({ pipeline: null, result: 'again' }));
      claimIs('update of a removed pipeline', again, undefined);
      claimIs('create of a removed pipeline', await store.create(fresh(name, 9)), true);
      await claimKept(store, fresh(name, 9));
    },
  },
  {
    id: 'update.throws',
    statement: 'If a change throws, update rejects with that very error, and nothing is written.',
    async run(store) {
      await store.create(running(name));
      for (const thrown of [new Error('thrown by the change'), new TypeError('again'), 'a text']) {
        const expected = `update, if the change throws '${thrown}', to reject with that very error`;
        await claimThrown(expected, thrown, (change) => store.update(name, change));
        await claimKept(store, running(name));
      }
      // A lock that was not released would block this.
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
    throw isInstanceOf(cause, TimeLimitError)
      ? error
      : new Contradiction(expected, seen, { cause });
  }
  throw new Contradiction(expected, `it resolved with ${show(result)}`);
}

/** Changes an object in every possible way, then claims that nothing stored has changed. */
async function spoil(given: unknown, claimUnchanged: () => Promise<void>): Promise<void> {
  vandalize(given);
  await claimUnchanged();
}

/** Has no effect on frozen objects. */
function vandalize(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) vandalize(inner);
  for (const key of Object.keys(value)) {
    if (!Reflect.set(value, key, 'changed from outside')) continue;
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'added', 'from outside');
}
