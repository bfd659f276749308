/** Values that some software somewhere did not expect: texts, credentials, headers, bodies. */
import { keys } from './drafts';

const long = (text: string, count: number) => text.repeat(count);

/** Texts for any place, one kind a line. */
export const texts: readonly string[] = [
  ...['', ' ', '.', '..', '...', '/', '//', '\\', ';', ';a=b', '?', '#', '&', '=', '%', '+', '*'],
  ...['%zz', '%0', '%00', '%0d%0aset-cookie:%20a=b', '%2e%2e', '%2f', '%3f', '%23', '%25', '%26'],
  ...['%252e%252e%252f', '%25%32%65', '%C0%AF', '%ED%A0%80', '%FF', '%F0%9F%92', '%u0041'],
  ...['../../../../secrets', '..%2f..%2fsecrets', '..;', 'file:secrets', '~', '$HOME', '`id`'],
  ...['\0', '\t', '\r\n', '\x1b[2J', '\x7f', '\u202e', '\u2066', '\u2028', '\ufeff', '\ufffe'],
  ...['\ud800', '\udc00', '\ud83d\ude00', 'e\u0301', 'é', 'İ', 'ß', '名', '\u00a0', '\u200b', '１'],
  ...['__proto__', 'constructor', 'toString', 'prototype', 'valueOf', 'hasOwnProperty', 'then'],
  ...['__proto__[a]', 'constructor.prototype', '__defineGetter__', 'toJSON', 'length', '[]', '{}'],
  ...['null', 'undefined', 'NaN', 'Infinity', '-Infinity', 'true', 'TRUE', 'false', 'yes', 'none'],
  ...['0', '-0', '-1', '1', '61', '1001', '1e3', '1.5', '0x10', '010', '1_000', '2147483648', ' 5'],
  ...['9007199254740993', '99999999999999999999999', '1e999', '-99999999999999999', '5 ', '5,6'],
  ...['Running', 'running', 'Running,', ',Running', 'Running,,Paused', 'Running;Paused', 'Nothing'],
  ...["' OR 1=1 --", '"', "'", '<script>alert(1)</script>', '<!--', '{{7*7}}', '%n%s%x', '\\u0000'],
  ...[long('a', 101), long('a', 300), long('%41', 300), long('名', 120), long('/', 50)],
  ...[long('../', 50), long('a', 5_000), long('\u202e', 900), long('%00', 1_500)],
  ...[long('"', 2_000), long('\\', 2_000)],
];

/** Longer than a URL may be. */
export const tooLong = long('b', 9_000);

/** Values of `Authorization`. */
export const credentials: readonly string[] = [
  ...['', ' ', 'Bearer', 'Bearer ', 'bearer', 'Basic b3A6cHc=', 'Digest a="b"', 'Token', 'Bearer,'],
  ...Object.values(keys).flatMap((key) => [key, `Bearer ${key}x`, `Bearer  ${key} x`]),
  ...[`Bearer ${keys.operator.slice(0, -1)}`, `Basic ${keys.operator}`, `Bearer ${keys.reader}=`],
  ...['Bearer a.b.c', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.', 'Bearer ..', 'Bearer %00'],
  ...[`Bearer ${long('k', 4_096)}`, `Bearer ${long('k', 20_000)}`, `Bearer ${long('=', 8_000)}`],
];

/** Values of other headers, by name. */
export const headerValues: Readonly<Record<string, readonly string[]>> = {
  'if-none-match': ['*', '"', '""', 'W/"', '"a", "b"', ',,,', long('"', 999), '*,*', 'W/"0"'],
  'content-type': ['', 'text/plain', 'application/json; charset=utf-16', 'multipart/form-data'],
  'content-length': ['0', '1', '-1', '1e9', '99999999', 'abc', '5, 5', '\t7'],
  'transfer-encoding': ['chunked', 'gzip', 'identity', 'chunked, chunked'],
  'x-http-method-override': ['DELETE', 'TRACE'],
  host: ['', 'example.com', 'a b', '[::1]', '..', long('h', 3_000)],
  expect: ['100-continue', '200-ok'],
  cookie: ['a=b', long('c=d;', 2_000)],
  range: ['bytes=0-1', 'bytes=-', 'lines=1-'],
  'x-long': [tooLong, long(tooLong, 3)],
};

const deep = (count: number, [open, close]: readonly [string, string]) =>
  `${open.repeat(count)}${close.repeat(count)}`;

/** Bodies that are not, or hardly, a new pipeline; none is too large. */
export const bodies: readonly string[] = [
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
    'NaN',
  ],
  ...['{"name":null}', '{"name":1}', '{"name":["orders"]}', '{"name":{}}', '{"name":""}'],
  ...['{"name":"a b"}', '{"name":1e999}', "{'name':'a'}", '{"Name":"a"}', '{"name":"a"}x'],
  ...['{"name":"\\ud800"}', '{"name":"\\u0000"}', '{"name":"a","name":"b c"}'],
  ...['\ufeff{"name":"x"}', '{"__proto__":{"name":"evil"}}', '{"name":"a","__proto__":1}'],
  ...['{"constructor":{"prototype":{"name":1}}}', '{"name":"toString","toString":1}'],
  ...[deep(8_000, ['[', ']']), deep(2_000, ['{"a":', '1}']), `{"name":${deep(4_000, ['[', ']'])}}`],
  ...[long('[', 16_384), `{"name":"${long('a', 16_000)}"}`, `{"${long('a', 16_000)}":1}`],
  ...[`{"name":${long('9', 16_000)}}`, `{"name":"${long('\\u0000', 2_000)}"}`],
  ...[`{"${long('\\ud800', 2_000)}":"名"}`, `{"name":"${long('名', 4_000)}"}`],
  ...[`[${long('0,', 8_000)}0]`],
];

/** Bodies that are too large. */
export const largeBodies: readonly string[] = [
  `{"name":"${long('a', 16_400)}"}`,
  `{"name":"large"${long(' ', 16_384)}}`,
  deep(60_000, ['[', ']']),
  long('\0', 200_000),
];
