/**
 * A whole host: a store, the HTTP edge, and a runner's loop, each as small as it can honestly be.
 *
 * The store is a Map and its lock a chain of promises; yours is a database and a version check.
 * Run it: node examples/host.mjs
 */
import {
  createDeployment,
  decide,
  explain,
  observe,
  parseDeployment,
  parseRequest,
  reconcile,
  unknownPipelineName,
  withPipelineName,
} from 'pipeline-lifecycle';

const rows = new Map([['orders', JSON.stringify(createDeployment())]]);
let lock = Promise.resolve();

/** Reads, decides and writes as one step; `change` is pure. */
function update(name, change) {
  const result = lock.then(() => {
    const outcome = change(parseDeployment(JSON.parse(rows.get(name))));
    if (outcome.accepted && outcome.changed) rows.set(name, JSON.stringify(outcome.deployment));
    return outcome;
  });
  lock = result.catch(() => {});
  return result;
}

/** POST /v0/pipelines/{name}/{request}: answers only after the write. */
async function post(name, request) {
  if (!rows.has(name)) return { status: 404, body: unknownPipelineName(name) };
  const decision = await update(name, (deployment) => decide(deployment, parseRequest(request)));
  console.log(`  ${request}: ${explain(decision)}`);
  if (decision.accepted) return { status: decision.httpStatus };
  return { status: decision.httpStatus, body: withPipelineName(decision.error, name) };
}

/** The observation that reports each step as done; this runner never fails. */
const reports = {
  provision: { type: 'provisioning' },
  pause: { type: 'paused' },
  resume: { type: 'running' },
  suspend: { type: 'suspending' },
  awaitSuspended: { type: 'suspended', checkpoint: 1 },
  deprovision: { type: 'stopping' },
  awaitDeprovisioned: { type: 'deprovisioned' },
};

/**
 * The runner: asks what to do, does it, and reports it with the generation, until it is settled.
 */
async function reconcileUntilIdle(name) {
  for (;;) {
    const read = parseDeployment(JSON.parse(rows.get(name)));
    const { type, generation } = reconcile(read);
    // The pipeline comes up as desired.
    const up = { type: read.desiredStatus === 'Paused' ? 'paused' : 'running' };
    const report = type === 'awaitProvisioned' ? up : reports[type];
    if (report === undefined) return console.log(`  runner: ${type}`);
    const { deployment } = await update(name, (now) => observe(now, { ...report, generation }));
    console.log(`  runner: ${type}; ${deployment.status}, desired ${deployment.desiredStatus}`);
  }
}

for (const request of ['start', 'pause', 'stop', 'resume', 'start?initial=paused']) {
  const { status } = await post('orders', request);
  console.log(`${request} was answered with ${status}`);
  await reconcileUntilIdle('orders');
}
console.log((await post('nobody', 'stop')).body.message);
