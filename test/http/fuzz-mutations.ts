/** What can be wrong with a request, drawn at random. For the fuzz tests. */
import type { Random } from '../../src/testing/random';
import { type Draft, goodDraft, keys, names } from './fuzz-drafts';

/** Texts that somebody, somewhere, did not expect. */
const texts: readonly string[] = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '...',
    '/',
    '//',
    '\\',
    ';',
    ';a=b',
    '?',
    '#',
    '&',
    '=',
    '%',
    '+',
    '*',
    ',',
  ],
  ...['%zz', '%0', '%00', '%0d%0aset-cookie:%20a=b', '%2e%2e', '%2f', '%3f', '%23', '%25', '%26'],
  ...[
    '%252e%252e%252f',
    '%25%32%65',
    '%C0%AF',
    '%ED%A0%80',
    '%FF',
    '%F0%9F%92',
    '%u0041',
    '%E2%80%AE',
  ],
  ...[
    '../../../../secrets',
    '..%2f..%2fsecrets',
    '..;',
    'file:secrets',
    '~',
    '$HOME',
    '`id`',
    '|id',
  ],
  ...[
    '\0',
    '\t',
    '\r\n',
    '\x1b[2J',
    '\x7f',
    '\u202e',
    '\u2066',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\ufffe',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\ud83d\ude00',
    'e\u0301',
    'é',
    'İ',
    'ß',
    'Ω',
    '名',
    'ＡＢＣ',
    '\u00a0',
    '\u200b',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'prototype',
    'valueOf',
    'hasOwnProperty',
    'then',
    'length',
  ],
  ...[
    '__proto__[a]',
    'constructor.prototype',
    '__defineGetter__',
    'toJSON',
    '[object Object]',
    '[]',
    '{}',
  ],
  ...[
    'null',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    'true',
    'TRUE',
    'false',
    'yes',
    'on',
    'none',
  ],
  ...[
    '0',
    '-0',
    '-1',
    '1',
    '61',
    '1001',
    '1e3',
    '1.5',
    '0x10',
    '010',
    '1_000',
    '１',
    '2147483648',
    '1e999',
  ],
  ...[
    '9007199254740993',
    '99999999999999999999999',
    '-99999999999999999999999',
    ' 5',
    '5 ',
    '5,6',
    '\n5',
  ],
  ...[
    'Running',
    'running',
    'RUNNING',
    'Running,',
    ',Running',
    'Running,,Paused',
    'Running;Paused',
    'Nothing',
  ],
  ...[
    "' OR 1=1 --",
    '"',
    "'",
    '<script>alert(1)</script>',
    '<!--',
    '${7*7}',
    '{{7*7}}',
    '%n%s%x',
    '\\u0000',
  ],
  ...[
    'a'.repeat(101),
    'a'.repeat(300),
    '%41'.repeat(300),
    '名'.repeat(120),
    '/'.repeat(50),
    '../'.repeat(50),
  ],
  ...[
    'a'.repeat(5_000),
    '\u202e'.repeat(900),
    '%00'.repeat(1_500),
    '"'.repeat(2_000),
    '\\'.repeat(2_000),
  ],
];

/** Longer than a URL may be. */
const long = 'b'.repeat(9_000);

/** A few characters at random, of any plane. */
function noise({ next }: Random): string {
  const below = (count: number) => Math.floor(next() * count);
  const range = [0x80, 0x100, 0x3000, 0x10000][below(4)] as number;
  const length = 1 + below(below(20) === 0 ? 400 : 12);
  return String.fromCharCode(...Array.from({ length }, () => below(range)));
}

const any = (random: Random) => (random.chance(0.85) ? random.pick(texts) : noise(random));

/** A place in a list, or just behind its end. */
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
  (draft) => draft.path.push(long),
];

const upper = (text: string) => text.toUpperCase();
const escaped = (text: string) =>
  text.replace(/./gs, (each) => `%${each.charCodeAt(0).toString(16)}`);
const twiceEscaped = (text: string) => escaped(text).replaceAll('%', '%25');

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
  (draft, { pick }) => draft.query.push([pick(allParameters), long]),
];

/** Sets a header, and lets one of the same name stand now and then. */
function put(draft: Draft, name: string, value: string, { chance }: Random): void {
  if (chance(0.8)) draft.headers = draft.headers.filter(([other]) => other !== name);
  draft.headers.push([name, value]);
}

const credentials: readonly string[] = [
  ...[
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'bearer',
    'Basic b3A6cHc=',
    'Digest a="b"',
    'Token',
    'Bearer,',
    '=',
    ',',
  ],
  ...Object.values(keys).flatMap((key) => [
    `${key}`,
    `Bearer ${key}x`,
    `Bearer  ${key} x`,
    `Bearer "${key}"`,
  ]),
  ...[`Bearer ${keys.operator.slice(0, -1)}`, `Basic ${keys.operator}`, `Bearer ${keys.reader}=`],
  ...[
    'Bearer a.b.c',
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.',
    'Bearer ..',
    'Bearer %00',
    'Bearer é',
  ],
  ...[`Bearer ${'k'.repeat(4_096)}`, `Bearer ${'k'.repeat(20_000)}`, `Bearer ${'='.repeat(8_000)}`],
];

const tags = [
  '*',
  '"',
  '""',
  'W/"',
  '"a", "b"',
  ',,,',
  '"'.repeat(999),
  '*,*',
  `W/"${'0'.repeat(40)}"`,
];
const contentTypes = [
  '',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data',
  '/',
];
const lengths = ['0', '1', '-1', '1e9', '99999999', 'abc', '5, 5', '\t7'];
const otherHeaders = [
  'x-http-method-override',
  'x-forwarded-host',
  'host',
  'expect',
  'cookie',
  'range',
];
const codings = ['chunked', 'gzip', 'identity', 'chunked, chunked'];

const ofHeaders: readonly Mutation[] = [
  (draft, random) => put(draft, 'authorization', random.pick(credentials), random),
  (draft, random) => put(draft, 'authorization', random.pick(credentials), random),
  (draft, random) => put(draft, 'authorization', `Bearer ${any(random)}`, random),
  (draft, random) => put(draft, 'authorization', `Bearer ${keys.reader}`, random),
  (draft, random) => put(draft, 'authorization', `Bearer ${keys.ofOrders}`, random),
  (draft) => {
    draft.headers = [];
  },
  (draft, random) => put(draft, 'if-none-match', random.pick([...tags, any(random)]), random),
  (draft, random) =>
    put(draft, 'content-type', random.pick([...contentTypes, any(random)]), random),
  (draft, random) => put(draft, 'content-length', random.pick(lengths), random),
  (draft, random) => put(draft, 'transfer-encoding', random.pick(codings), random),
  (draft, random) =>
    put(draft, random.pick(otherHeaders), random.pick(['DELETE', any(random)]), random),
  (draft, random) => put(draft, any(random), any(random), random),
  (draft, random) => put(draft, 'x-long', long.repeat(3), random),
];

const deep = (count: number, [open, close]: readonly [string, string]) =>
  `${open.repeat(count)}${close.repeat(count)}`;

const bodies: readonly string[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[]',
    'null',
    '0',
    '""',
    '{}',
    '"orders"',
    'name=orders',
    '<name/>',
    '\ufeff{"name":"x"}',
  ],
  ...[
    '{"name":null}',
    '{"name":1}',
    '{"name":["orders"]}',
    '{"name":{}}',
    '{"name":""}',
    '{"name":"a b"}',
  ],
  ...[
    '{"name":"\\ud800"}',
    '{"name":"\\u0000"}',
    '{"name":"a","name":"b c"}',
    '{"Name":"a"}',
    '{"name":"a"}x',
  ],
  ...[
    '{"__proto__":{"name":"evil"}}',
    '{"name":"a","__proto__":1}',
    '{"constructor":{"prototype":{"name":1}}}',
  ],
  ...[
    '{"name":"toString","toString":1}',
    '{"name":{"toString":null}}',
    "{'name':'a'}",
    '{"name":1e999}',
    'NaN',
  ],
  ...[
    deep(8_000, ['[', ']']),
    deep(2_000, ['{"a":', '1}']),
    `{"name":${deep(4_000, ['[', ']'])}}`,
    '['.repeat(16_384),
  ],
  ...[
    `{"name":"${'a'.repeat(16_000)}"}`,
    `{"${'a'.repeat(16_000)}":1}`,
    `{"name":${'9'.repeat(16_000)}}`,
  ],
  ...[
    `{"name":"${'\\u0000'.repeat(2_000)}"}`,
    `{"name":"${'名'.repeat(4_000)}"}`,
    `[${'0,'.repeat(8_000)}0]`,
  ],
];

/** More than a body may have. */
const largeBodies = [
  `{"name":"${'a'.repeat(16_400)}"}`,
  `{"name":"large"${' '.repeat(16_384)}}`,
  deep(60_000, ['[', ']']),
  '\0'.repeat(200_000),
];

const piecesOf = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );

/** Bodies matter where one is expected, so that most of these make it so. */
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

/** A draft that is hardly like a request of this API. */
function nonsense(random: Random): Draft {
  const list = <Item>(item: () => Item) => Array.from({ length: random.pick([0, 1, 2, 4]) }, item);
  const draft = goodDraft(random);
  draft.method = random.pick([...methods, ...oddMethods]);
  draft.path = list(() => any(random));
  draft.query = list(() => [any(random), any(random)]);
  draft.body = random.chance(0.2) ? any(random) : null;
  return draft;
}

/** A request that is malformed, as a rule. */
export function draftOf(random: Random): Draft {
  if (random.chance(0.08)) return nonsense(random);
  const draft = goodDraft(random);
  const count = random.pick([0, 1, 1, 1, 1, 2, 2, 3]);
  for (let each = 0; each < count; each += 1) random.pick(random.pick(ofAll))(draft, random);
  draft.isAborted = random.chance(0.02);
  return draft;
}
