/** The targets of the HTTP part, each judged by figures of this run. */
import { spread } from '../figures.mjs';
import { loads } from './requests.mjs';

/** The requests that one core must answer per second, by load. */
const ratesMin = { decide: 22_000, read: 18_000, unchanged: 25_000, page: 1_500 };
const growthMax = 2;
const streamMegabytesMax = 300;
const streamSecondsMax = 2;

/** Each target with the figure that was reached, and if it is kept. */
export function judge({ results, callers, streams, memory }) {
  const { legal, calls, readings, words } = callers.verdict;
  const growth = growthOf(memory);
  return [
    ...Object.entries(ratesMin).map(([id, least]) => {
      const reached = rateOf(results[id]);
      return {
        name: `${loads[id].name}, per second on one core`,
        target: `at least ${number(least)}`,
        reached: number(reached),
        isKept: reached >= least,
      };
    }),
    {
      name: 'GET, to a decision',
      target: 'at least 1 ×',
      reached: `${(rateOf(results.read) / rateOf(results.decide)).toFixed(2)} ×`,
      isKept: rateOf(results.read) >= rateOf(results.decide),
    },
    {
      name: 'a thousand callers of one pipeline leave a legal history',
      target: 'legal',
      reached: legal ? `legal: ${number(calls)} actions, ${number(readings)} readings` : words,
      isKept: legal,
    },
    {
      name: `memory of ${number(streams.count)} event streams`,
      target: `at most ${streamMegabytesMax} MB`,
      reached: `${number(streams.library.megabytes)} MB`,
      isKept: streams.library.megabytes <= streamMegabytesMax,
    },
    {
      name: `all ${number(streams.count)} of them are told of a change`,
      target: `within ${streamSecondsMax} s`,
      reached: `${(streams.library.toldIn / 1000).toFixed(1)} s`,
      isKept: streams.library.toldIn <= streamSecondsMax * 1000,
    },
    {
      name: 'growth of the heap, from the first five of ten minutes to the last five',
      target: `at most ${growthMax} MB`,
      reached: `${growth.toFixed(1)} MB`,
      isKept: growth <= growthMax,
    },
    {
      name: 'listeners left behind',
      target: '0',
      reached: String(memory.listeners),
      isKept: memory.listeners === 0,
    },
  ];
}

function rateOf(rounds) {
  return spread(rounds.map(({ perProcessorSecond }) => perProcessorSecond)).median;
}

/** The growth in megabytes, between the medians of both halves. */
export function growthOf({ heaps }) {
  const half = heaps.length / 2;
  const [first, last] = [heaps.slice(0, half), heaps.slice(half)];
  return (spread(last).median - spread(first).median) / 1e6;
}

/** A whole number with commas. */
export function number(value) {
  return Math.round(value).toLocaleString('en-US');
}
