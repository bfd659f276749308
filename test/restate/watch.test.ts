/** A server is told of a change that was made through another one, whoever made it. */
import { expect, test } from 'vitest';
import { createLifecycleHandler } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { RestateCallError, restateService } from '../../src/restate';
import { until } from '../until';
import { ask, createOn, describeOnRestate, injectedRestate, startWorker } from './worker';

/** A handler in front of a service of its own, as in another process. */
function anotherServer(prefix: string) {
  const { ingress } = injectedRestate();
  const service = restateService({ ingress, prefix, onError: () => {} });
  const handler = createLifecycleHandler({ service, authenticate: noAuthentication });
  return { service, handler };
}

describeOnRestate('a change', () => {
  test('is told to each server that watches the pipeline, its removal included', async () => {
    const { service, prefix } = await startWorker();
    await createOn(service);
    const told = [0, 0];
    const unwatch = told.map((_, index) =>
      anotherServer(prefix).service.watchPipeline?.('orders', () => {
        told[index] = (told[index] ?? 0) + 1;
      }),
    );
    // Once at the beginning, in any case.
    await until(() => told.every((times) => times === 1));
    expect(await ask(service, 'start?initial=paused')).toBe(202);
    await until(async () => (await service.read('orders'))?.deployment.status === 'Paused');
    await ask(service, 'stop?force=true');
    await until(async () => (await service.read('orders'))?.deployment.status === 'Stopped');
    await until(() => told.every((times) => times > 1));
    const before = [...told];
    await service.remove('orders');
    await until(() => told.every((times, index) => times > (before[index] ?? 0)));
    for (const end of unwatch) end?.();
  });

  test('ends a wait on another server', async () => {
    let comeUp = () => {};
    const isUp = new Promise<void>((resolve) => {
      comeUp = resolve;
    });
    const { service, prefix } = await startWorker({ provision: () => isUp.then(() => 'running') });
    await createOn(service);
    // Nobody waits for a pipeline that only a user can start.
    await ask(service, 'start');
    const { handler } = anotherServer(prefix);
    const url = 'http://localhost/v0/pipelines/orders?wait=Running';
    const waiting = handler(new Request(url));
    comeUp();
    const answer = await (await waiting).json();
    expect(answer).toMatchObject({ deployment_status: 'Running' });
  });
});

describeOnRestate('a service', () => {
  test('says what is wrong if nobody serves the pipelines', async () => {
    const { service } = anotherServer('nobody');
    const error = await service.read('orders').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RestateCallError);
    expect(error).toMatchObject({ httpStatus: 404 });
    expect(error.message).toMatch(/^Restate has answered 404 to read of orders: .*nobody/);
  });
});

test('an engine that cannot be reached is named, without a path', async () => {
  const service = restateService({ ingress: 'http://127.0.0.1:1/secret', onError: () => {} });
  await expect(service.read('orders')).rejects.toThrow(
    /^Restate cannot be reached at http:\/\/127\.0\.0\.1:1: /,
  );
});
