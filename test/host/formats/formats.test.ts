/** A sample of each format in which pipelines were ever kept: all of them can still be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyAction, parsePipeline, pipelineFormat } from '../../../src/host';

const { pathname: folder } = new URL('.', import.meta.url);

function sampleOf(format: number) {
  return JSON.parse(readFileSync(`${folder}${format}.json`, 'utf8'));
}

test('there is a sample of every format', () => {
  const samples = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const formats = Array.from({ length: pipelineFormat }, (_, index) => `${index + 1}.json`);
  expect(samples.sort()).toEqual(formats);
});

test('the present one is read as it is', () => {
  expect(parsePipeline(sampleOf(pipelineFormat))).toEqual(sampleOf(pipelineFormat));
});

test('of the first one, an id is made that every process makes alike', () => {
  const sample = sampleOf(1);
  const id = 'orders@2026-01-31T11:00:00.000Z';
  const expected = { ...sample, format: pipelineFormat, id, revision: 0 };
  const pipeline = parsePipeline(sample);
  expect(pipeline).toEqual(expected);
  expect(parsePipeline(pipeline)).toEqual(expected);
});

test('a change writes the present one', () => {
  const now = Date.parse('2026-02-01T00:00:00.000Z');
  const stop = { type: 'stop', force: true } as const;
  const { pipeline } = applyAction(parsePipeline(sampleOf(1)), stop, { capabilities: {}, now });
  expect(pipeline).toMatchObject({ format: pipelineFormat, revision: 1 });
});

test('a newer one is refused, with what to do', () => {
  const newer = { ...sampleOf(pipelineFormat), format: pipelineFormat + 1 };
  expect(() => parsePipeline(newer)).toThrow(
    /^format is 3, .* newer version of pipeline-lifecycle/,
  );
});
