/** The lifecycle under test in the CommonJS example. Yours does not call the library, of course. */
const { decide, observe } = require('pipeline-lifecycle');

/** The rules of a lifecycle, as two pure functions. */
exports.myLifecycle = {
  decide: (deployment, action, capabilities) => decide(deployment, action, capabilities),
  observe: (deployment, observation) => observe(deployment, observation),
};
