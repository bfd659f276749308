/** The types of the client, which follow from the vocabulary. Nothing here runs. */
import type { ActionType, Capabilities, DeploymentStatus, ErrorResponse } from 'pipeline-lifecycle';
import {
  type Accepted,
  type Answer,
  availableActions,
  createClient,
  type PipelineBody,
  type WaitEnd,
} from 'pipeline-lifecycle/client';
import { expectTypeOf, test } from 'vitest';

const client = createClient({ baseUrl: '/v0' });

test('there is a method for each action, with its parameters', () => {
  expectTypeOf<keyof typeof client>().extract<ActionType>().toEqualTypeOf<ActionType>();
  expectTypeOf(client.start)
    .parameter(1)
    .extract<object>()
    .toHaveProperty('initial')
    .toEqualTypeOf<'standby' | 'paused' | 'running' | undefined>();
  expectTypeOf(client.stop).returns.resolves.toEqualTypeOf<Answer<Accepted>>();
  // @ts-expect-error: a pause has no parameters.
  client.pause('orders', { force: true });
  // @ts-expect-error: an activation cannot lead to standby.
  client.activate('orders', { initial: 'standby' });
});

test('the body of a poll has the fields of the wire, each with its time', () => {
  expectTypeOf<PipelineBody>()
    .toHaveProperty('deployment_status')
    .toEqualTypeOf<DeploymentStatus>();
  expectTypeOf<PipelineBody>().toHaveProperty('deployment_status_since').toEqualTypeOf<string>();
  expectTypeOf<PipelineBody>()
    .toHaveProperty('deployment_error')
    .toEqualTypeOf<ErrorResponse | null>();
  expectTypeOf<PipelineBody>().toHaveProperty('capabilities').toEqualTypeOf<Capabilities>();
  expectTypeOf(availableActions).toBeCallableWith({} as PipelineBody);
});

test('a value is there once the answer is known to be a success', async () => {
  const answer = await client.waitUntil('orders', ['Running', 'settled']);
  if (answer.ok) expectTypeOf(answer.value).toEqualTypeOf<WaitEnd>();
  else expectTypeOf(answer.hint).toEqualTypeOf<string | null>();
  // @ts-expect-error: no such status.
  client.waitUntil('orders', 'Runing');
});
