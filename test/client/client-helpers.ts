/** A client of the real handler, on a virtual clock, whose connections tests can disturb. */
import { type ClientOptions, createClient, type PipelineBody } from '../../src/client';
import { createPipeline } from '../../src/host';
import { VirtualClock } from '../host/virtual-clock';
import { handlerFor, noon, type StoreHandlerOptions } from '../http/handler-helpers';

/** Takes the place of a connection: passes the request on with `pass`, or answers itself. */
export type Wire = (
  request: Request,
  pass: (request?: Request) => Promise<Response>,
  count: number,
) => Promise<Response>;

/** Creates a client of a handler that has the pipelines `orders` and `invoices`. */
export async function clientFor(
  options: Partial<StoreHandlerOptions> = {},
  ofClient: Partial<ClientOptions> = {},
) {
  const clock = new VirtualClock(noon);
  const asked = await handlerFor({ clock, ...options });
  const sent: string[] = [];
  let wire: Wire = (_, pass) => pass();
  const send = async (url: string | URL | Request, init?: RequestInit) => {
    const request = new Request(url, init);
    const { pathname, search } = new URL(request.url);
    sent.push(`${request.method} ${pathname}${search}`);
    return wire(request, (other = request) => asked.handler(other), sent.length);
  };
  const client = createClient({
    baseUrl: 'http://localhost/v0',
    fetch: send,
    sleep: clock.sleep,
    ...ofClient,
  });
  const through = (other: Wire) => {
    wire = other;
    sent.length = 0;
  };
  /** Makes a new pipeline of this name, after the old one is gone. */
  const recreate = async (name: string) => {
    await asked.store.update(name, () => ({ pipeline: null, result: null }));
    await asked.store.create(createPipeline(name, { now: noon, id: `${name}-again` }));
  };
  return { ...asked, clock, client, sent, through, recreate };
}

/** Resolves with what the promise does, while time passes on the clock whenever all are waiting. */
export async function passing<Value>(clock: VirtualClock, promise: Promise<Value>): Promise<Value> {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  promise.then(end, end);
  await clock.runUntil(() => isDone);
  return promise;
}

/** The value of an answer that must be a success. */
export function valueIn<Value>(
  answer: { readonly ok: true; readonly value: Value } | { readonly ok: false },
): Value {
  if (!answer.ok) throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return answer.value;
}

/** The body of a poll that must succeed. */
export async function pollOf(
  client: ReturnType<typeof createClient>,
  name = 'orders',
): Promise<PipelineBody> {
  return valueIn(await client.get(name));
}

/** The connection breaks off before the answer. */
export function lost(): never {
  throw new TypeError('fetch failed');
}
