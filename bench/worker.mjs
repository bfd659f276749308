/**
 * One contestant with one sequence, in a process of its own, so that what V8 learns from one
 * contestant cannot slow another. Messages from `rounds.mjs` drive it, one round at a time.
 */
import { checkAgreement } from './agreement.mjs';
import { contestantFor } from './contestants.mjs';

const [, , id] = process.argv;
let contestant;
let count;
let expected;
/** A slow contestant needs more time until V8 has compiled it. */
const replaysOfWarmUp = 20;
/** The number of replays between two looks at the clock. */
let batch = 1;

process.on('message', (message) => {
  respond(message).then(
    (reply) => process.send(reply),
    (error) => process.send({ error: error.stack }),
  );
});

async function respond({ sequence, warmUp, round }) {
  if (round !== undefined) return { rate: rateOver(round) };
  contestant = await contestantFor(id, sequence);
  checkAgreement(id, contestant, sequence);
  count = contestant.count ?? sequence.steps.length;
  contestant.reset?.();
  expected = contestant.replay();
  rateOver(warmUp, replaysOfWarmUp);
  if (contestant.reset === undefined) adjustBatch();
  rateOver(warmUp / 4);
  return {};
}

/** Finds a number with which looking at the clock costs little and a round ends in time. */
function adjustBatch() {
  const replaysIn5ms = (rateOver(20) / count) * 0.005;
  batch = Math.max(1, Math.floor(replaysIn5ms));
}

/**
 * Events per second of processor time, so that other work on the machine does not count. The
 * garbage collector runs in the one thread of the worker, so that its work counts in full, and
 * once.
 */
function rateOver(milliseconds, replaysMin = 1) {
  let spent = 0;
  let replays = 0;
  while (spent < milliseconds || replays < replaysMin) {
    contestant.reset?.();
    let sum = 0;
    const begin = processorTime();
    for (let replay = 0; replay < batch; replay += 1) sum += contestant.replay();
    spent += processorTime() - begin;
    replays += batch;
    // V8 can leave out nothing that was replayed, because all of it is added up.
    if (sum !== expected * batch) throw new Error(`${id} came to another end than at first.`);
  }
  return (replays * count * 1000) / spent;
}

function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
