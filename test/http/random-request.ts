/** Requests at random, for tests that compare two handlers. */
import type { Pipeline } from '../../src/host';
import { actionTypes, wireName } from '../../src/lifecycle';
import type { randomOf } from '../../src/testing/random';

const requests: readonly (readonly [method: string, rest: string])[] = [
  ...actionTypes.map((type) => ['POST', `/${wireName(type)}`] as const),
  ['POST', '/stop?force=true'],
  ['POST', '/start?generation=1'],
  ['POST', '/start?initial=standby'],
  ['GET', ''],
  ['GET', '?wait=settled&timeout=0'],
  ['DELETE', ''],
];

/**
 * Returns a request to the pipelines `orders` and `invoices`, and now and then to one that is not
 * there. Some name the present version of the pipeline, or another one.
 */
export async function randomRequest(
  random: ReturnType<typeof randomOf>,
  read: (name: string) => Promise<Pipeline | undefined>,
) {
  const name = random.pick(['orders', 'orders', 'invoices', 'nobody']);
  const [method, rest] = random.pick(requests);
  const current = await read(name);
  const etag = `"${current?.id}.${random.pick([current?.revision ?? 0, 99])}"`;
  const headers: Record<string, string> = random.chance(0.2) ? { 'if-match': etag } : {};
  return { name, current, method, path: `/v0/pipelines/${name}${rest}`, headers };
}
