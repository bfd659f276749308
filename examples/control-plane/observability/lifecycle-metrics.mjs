/** The metrics of the control plane, fed by the events of the handler and of the reconciler. */
import { deploymentStatuses, settled } from 'pipeline-lifecycle';

/** Adds the metrics of a server. Returns the listener for `onEvent` of the handler. */
export function handlerMetrics(metrics) {
  const decisions = metrics.counter(
    'lifecycle_decisions',
    'Actions that were decided, by action and code.',
  );
  const answers = metrics.counter('lifecycle_http_answers', 'Answers, by HTTP status.');
  const failures = metrics.counter('lifecycle_http_failures', 'Errors of the host.');
  return (event) => {
    if (event.type === 'decided') {
      const { action, decision } = event;
      const code = decision.accepted ? 'accepted' : decision.error.error_code;
      decisions({ action: action.type, code });
    }
    if (event.type === 'answered') answers({ status: event.httpStatus });
    if (event.type === 'failed') failures();
  };
}

/**
 * Adds what is read from the store whenever somebody asks for the metrics: the same from every
 * server, so take the maximum, and not the sum.
 */
export function storeMetrics(metrics, store) {
  const list = shared(() => store.list());
  metrics.gauge('lifecycle_pipelines', 'Pipelines by status.', async () => {
    const counts = new Map(deploymentStatuses.map((status) => [status, 0]));
    for (const { deployment } of await list()) {
      counts.set(deployment.status, counts.get(deployment.status) + 1);
    }
    return [...counts].map(([status, value]) => ({ labels: { status }, value }));
  });
  metrics.gauge(
    'lifecycle_oldest_unsettled_seconds',
    'The time since the pipeline that has waited longest was asked for something; 0 if all are settled.',
    async () => {
      const unsettled = (await list()).filter(({ deployment }) => !settled(deployment));
      const since = unsettled.map((pipeline) => Date.parse(sinceOf(pipeline)));
      return since.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...since)) / 1_000;
    },
  );
}

/** Makes a function that reads; whoever calls it while it reads gets the same result. */
function shared(read) {
  let underWay;
  return () => {
    underWay ??= read().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

const sinceOf = ({ since }) => since.deployment_desired_status;

/** Adds the metrics of a worker. Returns the listener for `onEvent` of the reconciler. */
export function reconcilerMetrics(metrics) {
  const steps = metrics.counter('lifecycle_steps', 'Steps that were begun, by step.');
  const observations = metrics.counter(
    'lifecycle_observations',
    'Observations, by type and outcome.',
  );
  const lost = metrics.counter('lifecycle_claims_lost', 'Claims that were lost.');
  const retries = metrics.counter('lifecycle_retries', 'Steps that were tried again, by step.');
  const storeFailures = metrics.counter('lifecycle_store_failures', 'Errors of the store.');
  const count = {
    begun: ({ step }) => steps({ step }),
    reported: ({ observation }) => observations({ type: observation.type, outcome: 'applied' }),
    stale: ({ observation }) => observations({ type: observation.type, outcome: 'stale' }),
    lost: () => lost(),
    retried: ({ step }) => retries({ step }),
    storeFailed: () => storeFailures(),
  };
  return (event) => count[event.type]?.(event);
}

/** Adds the metrics of an executor. Returns the listener for its `onEvent`. */
export function executorMetrics(metrics) {
  const takeovers = metrics.counter(
    'lifecycle_takeovers',
    'Tasks that another worker had begun, and this one has done.',
  );
  const processes = metrics.counter('lifecycle_processes', 'What happened to processes, by event.');
  return ({ type }) => {
    if (type === 'takenOver') takeovers();
    if (['started', 'adopted', 'killed', 'crashed'].includes(type)) processes({ event: type });
  };
}

/** Returns the store with its claims counted. */
export function countedClaims(store, metrics) {
  const acquired = metrics.counter('lifecycle_claims', 'Claims that were acquired.');
  return {
    ...store,
    claims: async (options) => {
      const claims = await store.claims(options);
      const acquire = async (limit) => {
        const got = await claims.acquire(limit);
        acquired({}, got.length);
        return got;
      };
      return { ...claims, acquire };
    },
  };
}
