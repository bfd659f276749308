/** The targets of one process, each judged by figures of this run: ratios, if time is in them. */
import { written } from '../figures.mjs';
import { number } from '../http/targets.mjs';

/** Each target with the figure that was reached, and if it is kept. */
export function judge({ costs, streams }) {
  const [small, middle, large] = costs.memory;
  const [, ofSqlite, manyOfSqlite] = costs.sqlite;
  const [, some, most] = streams;
  const last = large.heard.at(-1);
  const sizes = `${number(large.pipelines)} pipelines to ${number(small.pipelines)}`;
  const upperSizes = `${number(large.pipelines)} pipelines to ${number(middle.pipelines)}`;
  const perPipeline = ({ sweep, pipelines }) => sweep.processor / pipelines;
  return [
    atMost('heap of a pipeline in memory, in bytes', large.bytes, 1_000),
    atMost(`heap of a pipeline in memory, ${upperSizes}`, large.bytes / middle.bytes, 1.25, '×'),
    atMost('heap of a pipeline in SQLite, in bytes', manyOfSqlite.bytes, 50),
    // Memory that is not in the cache is ten times as slow; going through the list, a hundred.
    atMost(`a page of 100 in memory, ${sizes}`, large.page / small.page, 25, '×'),
    atMost(`a page of 100 in SQLite, ${upperSizes}`, manyOfSqlite.page / ofSqlite.page, 2, '×'),
    atMost(
      `a look at each pipeline, ${upperSizes}`,
      perPipeline(large) / perPipeline(middle),
      5,
      '×',
    ),
    atMost(
      'the longest time that a look at all holds up the process, to the whole look',
      large.sweep.longest / large.sweep.clock,
      0.5,
      '×',
    ),
    atMost('a reconciler at rest, in memory, in ms a second', large.atRest, 30),
    atMost(
      `a reconciler at rest, in SQLite, ${upperSizes}`,
      manyOfSqlite.atRest / ofSqlite.atRest,
      2,
      '×',
    ),
    atMost(
      `a change, until the last of ${number(last.listeners)} listeners, p95`,
      last.p95,
      5,
      'ms',
    ),
    atMost(`memory of each of ${number(some.streams)} event streams`, some.bytes / 1_000, 40, 'kB'),
    atMost(
      `a decision, until all ${number(some.streams)} streams have heard, p95`,
      some.p95,
      500,
      'ms',
    ),
    atMost(
      `telling a stream, ${number(most.streams)} streams to ${number(some.streams)}`,
      most.cost / most.streams / (some.cost / some.streams),
      2,
      '×',
    ),
    atMost(
      `a decision that nobody watches, beside ${number(most.streams)} streams to none`,
      most.besideCost / most.aloneCost,
      1.5,
      '×',
    ),
    atMost(`${number(some.streams)} streams at rest, in ms a second`, some.atRest, 40),
  ];
}

/** A figure that is missing is no reason to be content. */
function atMost(name, value, most, unit = '') {
  const said = (each) => `${each} ${unit}`.trim();
  return {
    name,
    target: `at most ${said(most.toLocaleString('en-US'))}`,
    reached: said(written(value)),
    isKept: value <= most,
  };
}
