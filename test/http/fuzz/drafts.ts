/**
 * Requests before they are sent: anything that a client may write, and more than a `Request` can
 * hold.
 */
import type { Random } from '../../../src/testing/random';

/** A body that comes in pieces and, if it `fails`, breaks off after the last of them. */
export interface Pieces {
  readonly pieces: readonly string[];
  readonly fails: boolean;
}

/** A request that may be malformed in any part. */
export interface Draft {
  method: string;
  /** The parts of the path as they are written: possibly empty, or with malformed escapes. */
  path: string[];
  /** Names and values as they are written; null is a name alone, without `=`. */
  query: [name: string, value: string | null][];
  headers: [name: string, value: string][];
  body: string | Uint8Array<ArrayBuffer> | Pieces | null;
  /** True if nobody waits for the answer any more. */
  isAborted: boolean;
}

/** The names of existing pipelines. Some of them mean something to JavaScript. */
export const names = [
  'orders',
  'orders-eu',
  'orders_2',
  'payments',
  'audit',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'events',
  'start',
  'a'.repeat(100),
] as const;

/** Names that are free: pipelines with these names are created and deleted again. */
const spare = ['new', 'orders-new', 'valueOf', '-', '_', '0'] as const;

/** The API keys; none of them may occur in an answer. */
export const keys = {
  operator: 'operator-key-0a1b2c3d4e5f',
  reader: 'reader-key-9f8e7d6c5b4a',
  ofOrders: 'orders-key-55667788aabb',
} as const;

const actions: readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[] = [
  [
    'start',
    {
      initial: ['standby', 'paused', 'running'],
      bootstrap_policy: ['allow', 'reject', 'await_approval'],
      dismiss_error: ['true', 'false'],
    },
  ],
  ['stop', { force: ['true', 'false'] }],
  ['pause', {}],
  ['resume', {}],
  ['activate', { initial: ['paused', 'running'] }],
  ['approve', {}],
  ['dismiss_error', {}],
];

const waits = ['Running', 'Stopped', 'Running,Paused', 'Standby,AwaitingApproval,Suspending'];

/** Draws a well-formed request, which may be refused all the same. */
export function goodDraft(random: Random): Draft {
  const { pick } = random;
  const name = random.chance(0.9) ? pick(names) : pick(spare);
  const draft: Draft = {
    method: 'GET',
    path: ['v0', 'pipelines', name],
    query: [],
    headers: [['authorization', `Bearer ${keyFor(random)}`]],
    body: null,
    isAborted: false,
  };
  return Object.assign(draft, pick(kinds)(name, random));
}

function keyFor(random: Random): string {
  return random.chance(0.7) ? keys.operator : random.pick([keys.reader, keys.ofOrders]);
}

type Kind = (name: string, random: Random) => Partial<Draft>;

const act: Kind = (name, { pick, chance }) => {
  const [action, parameters] = pick(actions);
  const query = Object.entries(parameters)
    .filter(() => chance(0.5))
    .map(([parameter, values]): [string, string] => [parameter, pick(values)]);
  return { method: 'POST', path: ['v0', 'pipelines', name, action], query };
};

const create: Kind = (name, { pick, chance }) => ({
  method: 'POST',
  path: ['v0', 'pipelines'],
  headers: [
    ['authorization', `Bearer ${keys.operator}`],
    ['content-type', 'application/json'],
  ],
  body: JSON.stringify({ name: chance(0.5) ? pick(spare) : name }),
});

const list: Kind = (_, { pick, chance }) => ({
  path: ['v0', 'pipelines'],
  query: [
    ...(chance(0.5) ? [['limit', pick(['1', '3', '1000'])] as [string, string]] : []),
    ...(chance(0.5) ? [['after', pick(names)] as [string, string]] : []),
  ],
});

const wait: Kind = (_, { pick }) => ({
  query: [
    ['wait', pick(waits)],
    ['timeout', pick(['0', '1', '30', '60'])],
  ],
});

/** The kinds of requests, each as likely as it is frequent here. */
const kinds: readonly Kind[] = [
  ...Array(6).fill(act),
  create,
  create,
  list,
  wait,
  (_, { pick }) => ({
    headers: [
      ['authorization', `Bearer ${keys.operator}`],
      ['if-none-match', pick(['*', 'W/"0"'])],
    ],
  }),
  () => ({ method: 'HEAD' }),
  () => ({ method: 'DELETE' }),
  (name) => ({ method: 'DELETE', path: ['v0', 'pipelines', name] }),
  (name) => ({ path: ['v0', 'pipelines', name, 'events'] }),
  () => ({ path: ['v0', 'openapi.json'], headers: [] }),
];

/** Returns the part of the URL after the host. */
export function targetOf({ path, query }: Draft): string {
  const written = query.map(([name, value]) => (value === null ? name : `${name}=${value}`));
  return `/${path.join('/')}${query.length === 0 ? '' : `?${written.join('&')}`}`;
}

/** Returns the request; undefined if no `Request` can hold the draft. */
export function requestOf(draft: Draft): Request | undefined {
  const { method, headers, body, isAborted } = draft;
  try {
    return new Request(`http://localhost${targetOf(draft)}`, {
      method,
      headers,
      body: body !== null && 'pieces' in Object(body) ? streamOf(body as Pieces) : (body as string),
      ...(isAborted ? { signal: AbortSignal.abort() } : {}),
      duplex: 'half',
    } as RequestInit);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function streamOf({ pieces, fails }: Pieces): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    pull: (controller) => {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
      else if (fails) controller.error(new Error('the connection was lost'));
      else controller.close();
    },
  });
}
