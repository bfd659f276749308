/**
 * A process of its own on a file, for tests, with the built package. It does what its messages ask,
 * one after the other, and answers each. It ends with its parent.
 */
import { applyAction, createPipeline } from 'pipeline-lifecycle/host';
import { sqliteStore } from 'pipeline-lifecycle/sqlite';

const [, , file, synchronous] = process.argv;
const { store, migrate, close } = sqliteStore({ file, synchronous });
const named = (name) => createPipeline(name, { now: 0, id: `id-${name}` });

/** A change that counts in the revision: each start or stop adds one. */
const toggled = (pipeline) => {
  const isStopped = pipeline.deployment.desiredStatus === 'Stopped';
  const action = isStopped
    ? { type: 'start', initial: 'running', bootstrapPolicy: 'allow', dismissError: true }
    : { type: 'stop', force: true };
  return applyAction(pipeline, action, { now: 0, capabilities: {} });
};

const does = {
  migrate,
  close,
  create: (name) => store.create(named(name)),
  remove: (name) => store.update(name, () => ({ pipeline: null, result: null })),
  toggle: async (name, times) => {
    await Promise.all(Array.from({ length: times }, () => store.update(name, toggled)));
  },
  watch: () => void store.watch((heard) => process.send({ heard })),
  /** Writes for ever, and tells of each write that was acknowledged. */
  write: async (prefix) => {
    for (let round = 0; ; round += 1) {
      const names = Array.from({ length: 5 }, (_, index) => `${prefix}-${round}-${index}`);
      await Promise.all(
        names.map(async (name) => {
          await store.create(named(name));
          await store.update(name, toggled);
          process.send({ written: name });
        }),
      );
    }
  },
};

process.on('message', async ({ call, values }) => {
  try {
    process.send({ result: await does[call](...values) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
