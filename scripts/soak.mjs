/**
 * A correct server is never accused: tests it again and again, for the figures of the documents.
 *
 *   npm run soak -- [--runs 200] [--budget 2s] [--seed 1] [--bug NAME]
 *
 * Each run starts the correct server of the tests as a process of its own, with another seed and in
 * other circumstances, and tests it against the rules, over HTTP and with the built package. With
 * `--bug` the server has that bug, to see that a run can fail.
 *
 * The exit status is 1 if a run accuses the server, throws or does not end; 2 if no run could test
 * anything, or for invalid options; otherwise 0.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkConformance, describeConformance, httpDriver } from 'pipeline-lifecycle/testing';

const program = fileURLToPath(
  new URL('../test/testing/conformance/servers/server.mjs', import.meta.url),
);

// The lengths have no common divisor, so that all combinations of the lists occur within as many
// runs as the product of the lengths.
const latencies = ['1..4', '2..15', '10..40'];
const failures = ['0', '0.1'];
const delays = ['0', '0..8', '0', '5..5', '0..30'];
const faults = [
  [],
  ['--fault', 'drop', '--fault-rate', '0.03'],
  ['--fault', 'error500', '--fault', 'garbage', '--fault-rate', '0.05'],
  ['--fault', 'gateway', '--fault-rate', '0.2'],
  ['--fault', 'restart'],
  // Slower than the kit waits for.
  ['--fault', 'slow', '--fault-rate', '0.005', '--slow', '600..900'],
  ['drop', 'error500', 'garbage', 'gateway', 'restart']
    .flatMap((name) => ['--fault', name])
    .concat('--fault-rate', '0.04'),
];
/** How long the kit waits for an answer, in milliseconds. */
const timeoutOf = (circumstances) => (circumstances.includes('slow') ? 400 : 2_000);

/** The number of runs at once: more would only delay each other. */
const atOnce = 2;
/** How long a server may take until it listens, in milliseconds. */
const startMax = 20_000;
/** How long the runner may take for a step, in milliseconds; it takes far less. */
const patience = 10_000;
/** How much longer than its budget a run may take, with everything that is tried again. */
const overtimeMax = 120_000;

/** The outcomes of a run, in the words of this program. */
const words = {
  conforms: 'conforms',
  violates: 'ACCUSED',
  unreachable: 'untested',
  failed: 'FAILED',
};

/** The figures of a run without a report. */
const nothing = { requests: 0, walks: 0, coverage: { covered: 0, total: 0 }, troubles: [] };

/** A run could not test anything, through no fault of the kit. */
class UntestedError extends Error {}

// Whatever ends this program ends the servers too; if it is killed, the end of their input does.
const servers = new Set();
process.once('exit', () => {
  for (const child of servers) child.kill('SIGKILL');
});
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.once(signal, () => process.exit(status));
}

const options = optionsIn(process.argv.slice(2));
if (options === null) {
  process.stderr.write(
    'Usage: npm run soak -- [--runs 200] [--budget 2s] [--seed 1] [--bug NAME]\n',
  );
  process.exit(2);
}
process.exit(await main(options));

async function main({ runs, budget, seed, bug }) {
  const began = performance.now();
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < runs) {
      const number = next;
      next += 1;
      const result = await run({ number, seed: seed + number, budget, bug });
      results.push(result);
      print(lineOf(result, String(runs).length));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - began) / 1000;
  print(`\n${totalOf(results)}\n${seconds.toFixed(0)} s, ${atOnce} runs at once.`);
  return statusOf(results);
}

/** Runs once. Whatever happens, there is a result. */
async function run({ number, seed, budget, bug }) {
  const circumstances = circumstancesOf(number);
  const result = { number, seed, circumstances, report: null, problem: '' };
  let server;
  try {
    server = await started(['--seed', String(seed), ...circumstances, ...bug]);
    await create(server.baseUrl);
    const tested = checkConformance(driverOf(server.baseUrl), {
      seed,
      budget,
      patience,
      timeout: timeoutOf(circumstances),
      pollEvery: 3,
    });
    // A result that comes after the limit is ignored.
    tested.catch(() => {});
    result.report = await within(budget + overtimeMax, 'the run', tested);
    result.outcome = result.report.outcome;
  } catch (error) {
    // The kit promises a report, so whatever it throws is a failure of the kit.
    result.outcome = error instanceof UntestedError ? 'unreachable' : 'failed';
    result.problem = error instanceof UntestedError ? error.message : error.stack;
  }
  await server?.stop();
  result.problem += server?.stderr() ?? '';
  return result;
}

function circumstancesOf(number) {
  const one = (list) => list[number % list.length];
  return [
    ...['--latency', one(latencies)],
    ...['--failures', one(failures)],
    ...['--delay', one(delays)],
    ...one(faults),
  ];
}

/** Starts a server. Throws UntestedError, with its output, if it does not listen in time. */
async function started(args) {
  const child = spawn(process.execPath, [program, ...args, '--until-stdin-ends'], {
    stdio: 'pipe',
  });
  servers.add(child);
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', resolve);
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    servers.delete(child);
  };
  const listening = new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      const port = /^listening on (\d+)$/m.exec(stdout)?.[1];
      if (port !== undefined) resolve(port);
    });
    ended.then(() => reject(new Error('it ended')));
  });
  try {
    const port = await within(startMax, 'the start', listening);
    return { baseUrl: `http://127.0.0.1:${port}`, stop, stderr: () => stderr };
  } catch (cause) {
    await stop();
    throw new UntestedError(`The server did not start: ${cause.message}\n${stderr}`);
  }
}

/** Creates the pipeline. Faults affect this request too, so it is repeated until it succeeds. */
async function create(baseUrl) {
  const url = `${baseUrl}/v0/pipelines/scratch`;
  for (let tries = 1; tries <= 40; tries += 1) {
    const signal = AbortSignal.timeout(2_000);
    const response = await fetch(url, { method: 'PUT', signal }).catch(() => null);
    await response?.text().catch(() => {});
    if (response?.status === 200) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new UntestedError('The pipeline could not be created.');
}

/** The driver of the kit, with the disturbances that the hooks of the server allow. */
function driverOf(baseUrl) {
  const hooks = { killRunner: 'kill-runner', failPipeline: 'fail' };
  const driver = httpDriver({ baseUrl, pipeline: 'scratch', stopsWithin: patience });
  const disturb = async (disturbance) => {
    const url = `${baseUrl}/test/scratch/${hooks[disturbance]}`;
    const response = await fetch(url, { method: 'POST' });
    return (await response.json()).done;
  };
  return { ...driver, disturb };
}

/** Settles as the promise does, or rejects once the time is up: nothing hangs. */
async function within(milliseconds, what, promised) {
  let timer;
  const limit = new Promise((_, reject) => {
    const late = () => reject(new Error(`${what} did not end within ${milliseconds} ms`));
    timer = setTimeout(late, milliseconds);
  });
  return Promise.race([promised, limit]).finally(() => clearTimeout(timer));
}

function lineOf({ number, seed, outcome, circumstances, report, problem }, width) {
  const { requests, walks, coverage, troubles } = report ?? nothing;
  const figures = [
    `${String(requests).padStart(5)} requests`,
    `${String(walks).padStart(3)} walks`,
    `${String(coverage.covered).padStart(3)} of ${coverage.total} exercised`,
    `${String(sum(troubles.map(({ count }) => count))).padStart(3)} troubles`,
  ];
  const line = [
    String(number + 1).padStart(width),
    words[outcome].padEnd(8),
    `${figures.join(', ')};`,
    `--seed ${seed} ${circumstances.join(' ')}`,
  ].join('  ');
  const isSilent = outcome === 'conforms' || report === null;
  // The figures tell its coverage, which would hide the rest.
  const said = isSilent ? '' : describeConformance(report).replace(/\nExercised .*(\n {2}.*)*/, '');
  return [
    line,
    ...`${said}\n${problem}`
      .split('\n')
      .filter(Boolean)
      .map((each) => `    ${each}`),
  ].join('\n');
}

function totalOf(results) {
  const reports = results.map(({ report }) => report).filter((report) => report !== null);
  const requests = sum(reports.map((report) => report.requests));
  const outcomes = Object.entries(words).map(([name, word]) => `${countOf(results, name)} ${word}`);
  const troubles = sum(reports.flatMap((report) => report.troubles.map(({ count }) => count)));
  const shares = reports.map(({ coverage }) => coverage.covered);
  const total = reports[0]?.coverage.total ?? 0;
  const together = new Set(reports.flatMap(({ coverage }) => exercisedIn(coverage)));
  return [
    `${results.length} runs, ${grouped(requests)} requests: ${outcomes.join(', ')}.`,
    `Exercised ${together.size} of ${total} pairs of statuses × actions in all runs together, ${Math.min(...shares, total)} to ${Math.max(...shares, 0)} in each.`,
    `${grouped(troubles)} troubles that break no rule.`,
  ].join('\n');
}

function exercisedIn({ rows }) {
  return rows.flatMap(({ pair, counts }) =>
    Object.keys(counts)
      .filter((column) => counts[column] > 0)
      .map((column) => `${pair} ${column}`),
  );
}

function statusOf(results) {
  if (countOf(results, 'violates') + countOf(results, 'failed') > 0) return 1;
  return countOf(results, 'conforms') > 0 ? 0 : 2;
}

function countOf(results, outcome) {
  return results.filter((result) => result.outcome === outcome).length;
}

/** The options, or null if they are invalid. */
function optionsIn(args) {
  const text = (value) => ({ type: 'string', default: value });
  try {
    const { values } = parseArgs({
      args,
      options: { runs: text('200'), budget: text('2s'), seed: text('1'), bug: { type: 'string' } },
    });
    const [, amount, unit] = /^(\d+)(ms|s|m)$/.exec(values.budget) ?? [];
    const budget = Number(amount) * { ms: 1, s: 1_000, m: 60_000 }[unit];
    const [runs, seed] = [values.runs, values.seed].map((each) =>
      /^\d+$/.test(each) ? Number(each) : Number.NaN,
    );
    const isFine = runs > 0 && budget > 0 && Number.isSafeInteger(seed + runs);
    const bug = values.bug === undefined ? [] : ['--bug', values.bug];
    return isFine ? { runs, budget, seed, bug } : null;
  } catch {
    return null;
  }
}

function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

function grouped(number) {
  return number.toLocaleString('en-US');
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
