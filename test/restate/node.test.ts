/** The version of Node, which must have what the package of Restate calls. */
import { expect, onTestFinished, test } from 'vitest';
import { RestateNodeError, restateServices } from '../../src/restate';
import { FakeExecutor } from '../host/reconciler/fake-executor';
import './promise-with-resolvers.mjs';

test('without Promise.withResolvers, the services say what to do', async () => {
  const { withResolvers } = Promise as { withResolvers?: unknown };
  onTestFinished(() => void Object.assign(Promise, { withResolvers }));
  Reflect.deleteProperty(Promise, 'withResolvers');
  const failed = restateServices({ executor: new FakeExecutor(), report: async () => undefined });
  await expect(failed).rejects.toThrow(RestateNodeError);
  await expect(failed).rejects.toThrow(/take Node 22 or later, or define it first/);
});
