/** A sample of each message in every format that was ever sent: all can still be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InvalidInputError, NewerFormatError } from '../../../src/input';
import { type HandlerName, messageFormat, parseMessage } from '../../../src/restate/messages';
import { sentByHandlers, sentByServers } from './sent-messages';

const { pathname: folder } = new URL('messages', import.meta.url);
const samplesOf = (format: number): Record<HandlerName, object> =>
  JSON.parse(readFileSync(`${folder}/${format}.json`, 'utf8'));
const samples = samplesOf(messageFormat);
const each = Object.entries(samples) as [HandlerName, object][];

test('there are samples of every format', () => {
  const formats = Array.from({ length: messageFormat }, (_, index) => `${index + 1}.json`);
  expect(readdirSync(folder).sort()).toEqual(formats);
});

test('there is one for every handler', () => {
  const everyHandler = {
    ...{ create: 1, read: 1, act: 1, report: 1, remove: 1, changed: 1, wait: 1, names: 1 },
    ...{ run: 1, ended: 1, overdue: 1, graceOver: 1, tryAgain: 1, add: 1, drop: 1 },
  } satisfies Record<HandlerName, 1>;
  expect(Object.keys(samples).sort()).toEqual(Object.keys(everyHandler).sort());
});

test('each is as it is sent today', async () => {
  expect({ ...(await sentByServers()), ...(await sentByHandlers()) }).toEqual(samples);
});

test('those of the first format, which had no field for it, say the same', () => {
  const first = samplesOf(1);
  expect(Object.keys(first)).toEqual(Object.keys(samples));
  for (const [kind, sample] of each) {
    expect(parseMessage(kind, first[kind])).toEqual(parseMessage(kind, sample));
  }
});

test.each(each)('%s is read as it was sent', (kind, sample) => {
  expect({ format: messageFormat, ...parseMessage(kind, sample) }).toEqual(sample);
});

test.each(each)('%s of a newer format is refused, with what to do', (kind, sample) => {
  const newer = () => parseMessage(kind, { ...sample, format: messageFormat + 1, more: true });
  expect(newer).toThrow(NewerFormatError);
  expect(newer).toThrow(`${kind}.format is 3, but must be 2; a newer one needs a newer version of`);
  const another = () => parseMessage(kind, { ...sample, format: 'another' });
  expect(another).toThrow(InvalidInputError);
  expect(another).not.toThrow(NewerFormatError);
});

test.each(each)('an error in %s names the field', (kind, sample) => {
  for (const field of Object.keys(sample)) {
    if (field === 'format') continue;
    const wrong = () => parseMessage(kind, { ...sample, [field]: Symbol.iterator });
    expect(wrong).toThrow(expect.objectContaining({ field: `${kind}.${field}` }));
  }
  const more = () => parseMessage(kind, { ...sample, more: true });
  expect(more).toThrow(expect.objectContaining({ field: `${kind}.more` }));
  expect(() => parseMessage(kind, null)).toThrow(expect.objectContaining({ field: kind }));
});

test('a pipeline of a newer format in a message is refused as a newer message is', () => {
  const pipeline = { ...(samples.run as { pipeline: object }).pipeline, format: 3 };
  expect(() => parseMessage('run', { ...samples.run, pipeline })).toThrow(NewerFormatError);
});
