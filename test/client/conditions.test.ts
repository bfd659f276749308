/** Conditional actions: what is sent again, or late, never hits what was not read. */
import { describe, expect, test } from 'vitest';
import { running } from '../http/handler-helpers';
import { clientFor, lost, passing, pollOf, type Wire } from './client-helpers';

/** The answer to the first request is lost on its way back, after `meanwhile`. */
function losingTheFirst(meanwhile: () => Promise<unknown> = async () => {}): Wire {
  return async (_, pass, count) => {
    const answer = await pass();
    if (count > 1) return answer;
    await meanwhile();
    return lost();
  };
}

const stopped = [{ type: 'stopping' }, { type: 'deprovisioned' }] as const;

describe('a stop whose answer is lost', () => {
  test('is sent again, for the deployment that was read', async () => {
    const { client, through, bring, clock, sent } = await clientFor();
    await bring('orders', ...running);
    const onlyIf = await pollOf(client);
    through(losingTheFirst());
    const answer = await passing(clock, client.stop('orders', { force: true }, { onlyIf }));
    expect(answer).toMatchObject({ ok: true, attempts: 2 });
    const request = 'POST /v0/pipelines/orders/stop?force=true&id=orders&generation=1';
    expect(sent).toEqual([request, request]);
    expect(await pollOf(client)).toMatchObject({ deployment_desired_status: 'Stopped' });
  });

  test.each([true, false])(
    'is a conflict once another deployment was started (force: %s), which is left alone',
    async (force) => {
      const { client, through, bring, clock, sent } = await clientFor();
      await bring('orders', ...running);
      const onlyIf = await pollOf(client);
      through(
        losingTheFirst(() =>
          bring('orders', { type: 'stop', force: true }, ...stopped, ...running),
        ),
      );
      const answer = await passing(clock, client.stop('orders', { force }, { onlyIf }));
      expect(answer).toMatchObject({
        ...{ ok: false, httpStatus: 412, code: 'PreconditionFailed', attempts: 2 },
        details: { generation: 2 },
      });
      expect(sent).toHaveLength(2);
      expect(await pollOf(client)).toMatchObject({
        ...{ deployment_status: 'Running', deployment_desired_status: 'Running', generation: 2 },
      });
    },
  );

  test('is a conflict if another pipeline has the name, with as many deployments', async () => {
    const { client, through, bring, clock, recreate } = await clientFor();
    await bring('orders', ...running);
    const onlyIf = await pollOf(client);
    through(
      losingTheFirst(async () => {
        await recreate('orders');
        await bring('orders', ...running);
      }),
    );
    const answer = await passing(clock, client.stop('orders', { force: true }, { onlyIf }));
    expect(answer).toMatchObject({
      ...{ code: 'PreconditionFailed', details: { id: 'orders-again', generation: 1 } },
    });
    expect(await pollOf(client)).toMatchObject({ deployment_desired_status: 'Running' });
  });

  test('that comes late hits no other pipeline of the name, however few its attempts', async () => {
    const { client, bring, recreate } = await clientFor();
    await bring('orders', ...running);
    const onlyIf = await pollOf(client);
    await recreate('orders');
    await bring('orders', ...running);
    const answer = await client.stop('orders', { force: true }, { onlyIf });
    expect(answer).toMatchObject({ code: 'PreconditionFailed', attempts: 1 });
    expect(await client.delete('orders', { onlyIf })).toMatchObject({ code: 'PreconditionFailed' });
    expect(await pollOf(client)).toMatchObject({ deployment_desired_status: 'Running' });
  });

  test('without a condition is not sent again', async () => {
    const { client, through, bring, sent } = await clientFor();
    await bring('orders', ...running);
    through(losingTheFirst());
    await expect(client.stop('orders')).rejects.toMatchObject({ mayHaveChanged: true });
    expect(sent).toHaveLength(1);
  });

  test('says that the pipeline is gone, if it is', async () => {
    const { client, through, bring, store, clock } = await clientFor();
    await bring('orders', ...running);
    const onlyIf = await pollOf(client);
    through(losingTheFirst(() => store.update('orders', () => ({ pipeline: null, result: null }))));
    const answer = await passing(clock, client.stop('orders', {}, { onlyIf }));
    expect(answer).toMatchObject({ code: 'UnknownPipelineName', attempts: 2 });
  });
});

describe('another action whose answer is lost', () => {
  test('a start has begun at most one deployment', async () => {
    const { client, through, clock } = await clientFor();
    const onlyIf = await pollOf(client);
    through(losingTheFirst());
    const answer = await passing(clock, client.start('orders', {}, { onlyIf }));
    // Its own first attempt has begun the deployment, as `attempts` lets one guess.
    expect(answer).toMatchObject({ code: 'PreconditionFailed', attempts: 2 });
    expect(await pollOf(client)).toMatchObject({ generation: 1 });
  });

  test('a pause is not sent again for a deployment, because it may undo a resume', async () => {
    const { client, through, bring, sent } = await clientFor();
    await bring('orders', ...running);
    const onlyIf = await pollOf(client);
    through(losingTheFirst());
    await expect(client.pause('orders', {}, { onlyIf })).rejects.toThrow(
      'pause?id=orders&generation=1',
    );
    expect(sent).toHaveLength(1);
  });

  test('anything is sent again for exactly what was read', async () => {
    const { client, through, bring, clock, sent } = await clientFor();
    await bring('orders', ...running);
    const poll = await client.get('orders');
    const onlyIf = { etag: (poll.ok && poll.etag) || expect.fail() };
    through(async (_, pass, count) => (count === 1 ? lost() : pass()));
    const paused = await passing(clock, client.pause('orders', {}, { onlyIf }));
    expect(paused).toMatchObject({ ok: true, attempts: 2 });
    expect(sent).toHaveLength(2);
    const removal = await client.delete('orders', { onlyIf });
    expect(removal).toMatchObject({ code: 'PreconditionFailed' });
  });

  test('a deletion is sent again for exactly what was read', async () => {
    const { client, through, clock } = await clientFor();
    const poll = await client.get('orders');
    const onlyIf = { etag: (poll.ok && poll.etag) || expect.fail() };
    through(losingTheFirst());
    const answer = await passing(clock, client.delete('orders', { onlyIf }));
    expect(answer).toMatchObject({ code: 'UnknownPipelineName', attempts: 2 });
  });
});

test('a condition that cannot be read as a poll is an error before anything is sent', async () => {
  const { client, sent } = await clientFor();
  for (const onlyIf of [{}, { generation: 1 }, { id: 'x', generation: -1 }, { etag: 1 }, null]) {
    await expect(client.stop('orders', {}, { onlyIf: onlyIf as never })).rejects.toThrow(/onlyIf/);
  }
  expect(sent).toEqual([]);
});
