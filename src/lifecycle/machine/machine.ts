/**
 * The statechart: one machine, two parallel regions, the only place that says what is allowed.
 *
 * `status` is what the runner has reported and handles observations; `desired` is what the user asks
 * for and handles actions. They read each other only through guards. For each event the first row
 * whose guard holds decides, inner states before outer ones, and every row names its rule, so nothing
 * is silently ignored.
 */
import { createDeployment } from '../deployment';
import { fullCapabilities } from '../vocabulary';
import { desiredRegion } from './desired-region';
import { contextOf, lifecycleSetup } from './setup';
import { statusRegion } from './status-region';

/**
 * The pipeline lifecycle, from a pipeline that was never started. Runs under `createActor` as it is;
 * its input is `{ capabilities }`, or nothing for all of them. An actor takes whatever it is sent, so
 * send it only what `parseAction` or `parseObservation` has returned.
 */
export const lifecycleMachine = makeMachine();

/* @__NO_SIDE_EFFECTS__ */
function makeMachine() {
  return lifecycleSetup.createMachine({
    id: 'pipeline',
    type: 'parallel',
    context: ({ input }) => contextOf(createDeployment(), input?.capabilities ?? fullCapabilities),
    states: { status: statusRegion, desired: desiredRegion },
  });
}
