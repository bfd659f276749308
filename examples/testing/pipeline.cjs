/** What the examples test, as a CommonJS module: a pipeline of our own making. */
const { decide, observe } = require('pipeline-lifecycle');

/** The rules of a lifecycle, as two pure functions. */
exports.myLifecycle = {
  decide: (deployment, action, capabilities) => decide(deployment, action, capabilities),
  observe: (deployment, observation) => observe(deployment, observation),
};
