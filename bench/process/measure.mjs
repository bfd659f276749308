/** Everything that the benchmark of one process measures. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import { measureStreams } from './streams.mjs';
import { measureStreamsOfAll } from './streams-of-all.mjs';

/**
 * The amount of measuring. `rest` is in seconds: whole rounds of those who look, every five or ten
 * seconds, and of streams, which say every fifteen that they live.
 */
export const effort = {
  pipelines: [1_000, 10_000, 100_000],
  streams: [100, 1_000, 10_000],
  decisions: 40,
  rest: 30,
};

/** All figures: by store and number of pipelines, and by number of streams. */
export async function measure() {
  const many = effort.pipelines.at(-1);
  const costs = { memory: [], sqlite: [] };
  for (const pipelines of effort.pipelines) {
    for (const [id, measured] of Object.entries(costs)) {
      measured.push(await costsOf(id, pipelines));
      process.stderr.write(`${id}, ${pipelines} pipelines\n`);
    }
  }
  const streams = [];
  for (const count of effort.streams) {
    const { decisions, rest } = effort;
    streams.push(await measureStreams({ pipelines: many, streams: count, decisions, rest }));
    process.stderr.write(`${count} streams\n`);
  }
  const ofAll = [];
  // With fewer pipelines, such a stream is too small to be measured.
  for (const pipelines of effort.pipelines.slice(1)) {
    ofAll.push(await measureStreamsOfAll(pipelines));
  }
  return { costs, streams, ofAll, heapLimit: getHeapStatistics().heap_size_limit };
}

async function costsOf(id, pipelines) {
  const program = new URL('costs.mjs', import.meta.url);
  const child = fork(program, [id, pipelines, effort.rest], { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process of ${id} has ended with ${code}.`);
  });
  const [told] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return told;
}
