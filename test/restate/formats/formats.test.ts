/** A sample of each format in which the engine ever kept pipelines: all can still be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NewerFormatError } from '../../../src/input';
import type { RestateSdk } from '../../../src/restate/driver';
import { ofServers, serviceOptions } from '../../../src/restate/handlers';
import { keptFormat, parseKept, writtenKept } from '../../../src/restate/kept';

const { pathname: folder } = new URL('.', import.meta.url);
const sampleOf = (format: number) => JSON.parse(readFileSync(`${folder}${format}.json`, 'utf8'));

test('there is a sample of every format', () => {
  const samples = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const formats = Array.from({ length: keptFormat }, (_, index) => `${index + 1}.json`);
  expect(samples.sort()).toEqual(formats);
});

test('the present one is read, and written as it was', () => {
  const kept = parseKept(sampleOf(keptFormat));
  expect(kept && writtenKept(kept)).toEqual(sampleOf(keptFormat));
});

test('a pipeline in it may be of an older format', () => {
  const { pathname: older } = new URL('../../host/formats/1.json', import.meta.url);
  const pipeline = JSON.parse(readFileSync(older, 'utf8'));
  const kept = parseKept({ ...sampleOf(keptFormat), pipeline });
  expect(kept?.pipeline).toMatchObject({ name: 'orders', format: 2 });
});

test('a newer one is refused, with what to do', () => {
  const newer = { ...sampleOf(keptFormat), format: keptFormat + 1 };
  expect(() => parseKept(newer)).toThrow(/^state.format is 2, .* newer version of pipeline-/);
  expect(parseKept(null)).toBeUndefined();
  expect(() => parseKept({ ...newer, format: null })).not.toThrow(NewerFormatError);
});

test('a newer one ends the calls of servers, and no call of which nobody would hear', () => {
  class TerminalError extends Error {}
  const sdk = { TerminalError } as unknown as RestateSdk;
  const { asTerminalError: ofAServer } = ofServers(sdk);
  const { asTerminalError: ofHandlers } = serviceOptions(sdk, { lease: 15_000 });
  const thrownBy = (state: object) => {
    try {
      return parseKept(state);
    } catch (error) {
      return error;
    }
  };
  const newer = thrownBy({ ...sampleOf(keptFormat), format: keptFormat + 1 });
  expect([ofAServer(newer), ofHandlers(newer)]).toEqual([expect.any(TerminalError), undefined]);
  const pipeline = { ...sampleOf(keptFormat).pipeline, format: 3 };
  expect(ofHandlers(thrownBy({ ...sampleOf(keptFormat), pipeline }))).toBeUndefined();
  // Nobody will ever be able to read this.
  expect(ofHandlers(thrownBy({}))).toBeInstanceOf(TerminalError);
});
