/** Mistakes of requests, drawn at random. */
import type { Random } from '../../../src/testing/random';
import { type Draft, goodDraft, keys, names } from './drafts';
import { bodies, credentials, headerValues, largeBodies, texts, tooLong } from './texts';

/** Draws a few characters of any plane. */
function noise({ next }: Random): string {
  const below = (count: number) => Math.floor(next() * count);
  const range = [0x80, 0x100, 0x3000, 0x10000][below(4)] as number;
  const length = 1 + below(below(20) === 0 ? 400 : 12);
  return String.fromCharCode(...Array.from({ length }, () => below(range)));
}

const any = (random: Random) => (random.chance(0.85) ? random.pick(texts) : noise(random));

/** Draws an index of a list, or the one behind its end. */
const placeIn = (list: readonly unknown[], { next }: Random) =>
  Math.floor(next() * (list.length + 1));

type Mutation = (draft: Draft, random: Random) => void;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND'];
const oddMethods = ['TRACE', 'CONNECT', 'get', 'Post', 'dElEtE', 'FOO', 'G-E_T', 'M'.repeat(6_000)];

const ofMethod: readonly Mutation[] = [
  (draft, { pick }) => {
    draft.method = pick(methods);
  },
  (draft, { pick }) => {
    draft.method = pick(oddMethods);
  },
];

const upper = (text: string) => text.toUpperCase();
const escaped = (text: string) =>
  text.replace(/./gs, (each) => `%${each.charCodeAt(0).toString(16)}`);
const twiceEscaped = (text: string) => escaped(text).replaceAll('%', '%25');

const ofPath: readonly Mutation[] = [
  (draft, random) => draft.path.splice(placeIn(draft.path, random), 1, any(random)),
  (draft, random) => draft.path.splice(2, 1, any(random)),
  (draft, random) => draft.path.splice(placeIn(draft.path, random), 0, any(random)),
  (draft, random) => draft.path.splice(placeIn(draft.path, random), 1),
  (draft) => draft.path.push(''),
  (draft, random) => {
    const place = placeIn(draft.path, random);
    draft.path[place] = `${draft.path[place] ?? ''}${any(random)}`;
  },
  (draft, random) => {
    const place = placeIn(draft.path, random);
    draft.path[place] = random.pick([escaped, twiceEscaped, upper])(draft.path[place] ?? '');
  },
  (draft) => draft.path.push(tooLong),
];

const parameters = ['initial', 'bootstrap_policy', 'dismiss_error', 'force'];
const allParameters = [...parameters, 'wait', 'timeout', 'limit', 'after'];

const ofQuery: readonly Mutation[] = [
  (draft, random) => draft.query.push([any(random), any(random)]),
  (draft, random) => draft.query.push([any(random), null]),
  (draft, random) => draft.query.push([random.pick(allParameters), any(random)]),
  (draft, { pick }) => draft.query.push([pick(parameters), pick(['true', 'running', 'reject'])]),
  (draft, random) => {
    for (const each of draft.query) each[1] = any(random);
  },
  (draft, { pick }) => draft.query.push(...(draft.query.length > 0 ? [pick(draft.query)] : [])),
  (draft, random) => {
    for (let times = 0; times < 200; times += 1) draft.query.push([`${any(random)}${times}`, 'x']);
  },
  (draft, { pick }) => draft.query.push([pick(allParameters), tooLong]),
];

/** Sets a header; now and then, one of the same name is kept. */
function put(draft: Draft, [name, value]: readonly [string, string], { chance }: Random): void {
  if (chance(0.8)) draft.headers = draft.headers.filter(([other]) => other !== name);
  draft.headers.push([name, value]);
}

const ofHeaders: readonly Mutation[] = [
  (draft, random) => put(draft, ['authorization', random.pick(credentials)], random),
  (draft, random) => put(draft, ['authorization', random.pick(credentials)], random),
  (draft, random) => put(draft, ['authorization', `Bearer ${any(random)}`], random),
  (draft, random) => put(draft, ['authorization', `Bearer ${keys.reader}`], random),
  (draft, random) => put(draft, ['authorization', `Bearer ${keys.ofOrders}`], random),
  (draft) => {
    draft.headers = [];
  },
  ...Object.entries(headerValues).map(([name, values]): Mutation => {
    return (draft, random) => put(draft, [name, random.pick([...values, any(random)])], random);
  }),
  (draft, random) => put(draft, [any(random), any(random)], random),
];

const piecesOf = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );

/** Sets the body; mostly of a request that takes one, because only there it matters. */
function giveBody(draft: Draft, body: Draft['body'], { chance }: Random): void {
  if (chance(0.8)) {
    draft.method = 'POST';
    draft.path = ['v0', 'pipelines'];
    draft.query = [];
  }
  draft.body = body;
}

const ofBody: readonly Mutation[] = [
  (draft, random) => giveBody(draft, random.pick(bodies), random),
  (draft, random) => giveBody(draft, JSON.stringify({ name: any(random) }), random),
  (draft, random) => giveBody(draft, JSON.stringify({ name: random.pick(names) }), random),
  (draft, random) => giveBody(draft, JSON.stringify({ [any(random)]: any(random) }), random),
  (draft, random) => giveBody(draft, any(random), random),
  (draft, random) => giveBody(draft, random.pick(largeBodies), random),
  (draft, random) => {
    const bytes = Uint8Array.from({ length: 40 }, () => Math.floor(random.next() * 256));
    giveBody(draft, bytes, random);
  },
  (draft, random) => {
    const text = random.pick([...bodies, ...largeBodies]);
    const pieces = piecesOf(text, random.pick([3, 100, 5_000, 16_384])).slice(0, 200);
    giveBody(draft, { pieces, fails: random.chance(0.6) }, random);
  },
];

const ofAll: readonly (readonly Mutation[])[] = [ofMethod, ofPath, ofQuery, ofHeaders, ofBody];

/** Draws a draft that hardly resembles a request of this API. */
function nonsense(random: Random): Draft {
  const list = <Item>(item: () => Item) => Array.from({ length: random.pick([0, 1, 2, 4]) }, item);
  const draft = goodDraft(random);
  draft.method = random.pick([...methods, ...oddMethods]);
  draft.path = list(() => any(random));
  draft.query = list(() => [any(random), any(random)]);
  draft.body = random.chance(0.2) ? any(random) : null;
  return draft;
}

/** Draws a request that is usually malformed. */
export function draftOf(random: Random): Draft {
  if (random.chance(0.08)) return nonsense(random);
  const draft = goodDraft(random);
  const count = random.pick([0, 1, 1, 1, 1, 2, 2, 3]);
  for (let each = 0; each < count; each += 1) random.pick(random.pick(ofAll))(draft, random);
  draft.isAborted = random.chance(0.02);
  return draft;
}
