/** A worker: moves pipelines to what is desired. Any number may share a store. */
import { createServer } from 'node:http';
import { runReconciler } from 'pipeline-lifecycle/host';
import { processExecutor } from './executor/executor.mjs';
import { endSignal, listen } from './lifetime.mjs';
import * as feeds from './observability/lifecycle-metrics.mjs';
import { createLog } from './observability/log.mjs';
import { Metrics } from './observability/metrics.mjs';
import { probes } from './observability/probes.mjs';
import { openTelemetry, tracedExecutor, tracing } from './observability/tracing.mjs';
import { openStore } from './store.mjs';

const { NAME = 'worker', DATA = 'data', LEASE = '15000' } = process.env;
const { ALONE = '600000', CHECKPOINT_EVERY = '10000' } = process.env;
const log = createLog({ process: NAME });
const signal = endSignal();
const { store, close } = await openStore();
const metrics = new Metrics();
const countStep = feeds.reconcilerMetrics(metrics);
const countProcess = feeds.executorMetrics(metrics);

const processes = processExecutor({
  data: DATA,
  worker: NAME,
  settings: { alone: ALONE, 'checkpoint-every': CHECKPOINT_EVERY },
  onEvent: (event) => {
    countProcess(event);
    const { type, pipelineName: pipeline, ...rest } = event;
    log(type === 'watchFailed' ? 'error' : 'info', type, { pipeline, ...rest });
  },
});

/** The events of the reconciler that are worth a line. */
const told = {
  // The same again, from another worker, is no news.
  reported: ({ observation, outcome }) =>
    outcome.changed ? ['info', { observation: observation.type }] : [],
  lost: ({ fence }) => ['warning', { fence }],
  aborted: ({ step, cause }) => ['info', { step, cause }],
  abandoned: ({ step }) => ['warning', { step }],
  retried: ({ step, attempt, error }) => ['warning', { step, attempt, error }],
  failed: ({ error }) => ['warning', { code: error.error_code }],
  storeFailed: ({ operation, error }) => ['error', { operation, error }],
  broken: ({ error }) => ['error', { error }],
};

const server = createServer((incoming, outgoing) => {
  if (!probe(incoming, outgoing)) outgoing.writeHead(404).end();
});
const probe = probes({ store, metrics, isEnding: () => signal.aborted });
log('info', 'listening', { url: await listen(server) });

await runReconciler({
  store: feeds.countedClaims(store, metrics),
  executor: tracedExecutor(processes.executor, tracing(await openTelemetry())),
  signal,
  lease: Number(LEASE),
  // A process that is stopped by a signal does not answer: try again, perhaps elsewhere.
  taskTimeouts: {
    provision: 30_000,
    activate: 5_000,
    pause: 5_000,
    resume: 5_000,
    suspend: 10_000,
  },
  onEvent: (event) => {
    countStep(event);
    const [level, fields] = told[event.type]?.(event) ?? [];
    if (level !== undefined) log(level, event.type, { pipeline: event.pipelineName, ...fields });
  },
});
processes.close();
await close();
log('info', 'ended');
process.exit(0);
