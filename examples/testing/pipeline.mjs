/** The lifecycle under test in the examples. Yours does not call the library, of course. */
import { decide, observe } from 'pipeline-lifecycle';

/** The rules of a lifecycle, as two pure functions. */
export const myLifecycle = {
  decide: (deployment, action, capabilities) => decide(deployment, action, capabilities),
  observe: (deployment, observation) => observe(deployment, observation),
};
