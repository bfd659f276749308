/**
 * The statechart: one machine with two parallel regions, the only place that says what is allowed.
 *
 * `status` is what the runner has reported, and handles observations; `desired` is what the user
 * asks for, and handles actions. Each reads the other only through guards. The first row of an
 * event whose guard holds decides, inner states before outer ones. Every event meets exactly one
 * row with a verdict, so nothing is silently ignored.
 */
import { createDeployment } from '../deployment';
import { parseCapabilities } from '../parse';
import { desiredRegion } from './desired-region';
import { lifecycleSetup } from './setup';
import { contextOf } from './state';
import { statusRegion } from './status-region';

/**
 * The pipeline lifecycle, beginning with a pipeline that was never started. It runs under
 * `createActor` as it is. Its input is `{ capabilities }`; a capability that is left out is
 * present. An actor does not check its events, so send it only what `parseAction` or
 * `parseObservation` has returned.
 *
 * A refusal is a transition as well, with the action `reject`. So `snapshot.can(event)` is true for
 * every event, also for one that will be refused: ask `verdicts` or `decide` which actions are
 * accepted. `traversalOptions` are for `xstate/graph`.
 */
export const lifecycleMachine = makeMachine();

/* @__NO_SIDE_EFFECTS__ */
function makeMachine() {
  return lifecycleSetup.createMachine({
    id: 'pipeline',
    type: 'parallel',
    context: ({ input }) =>
      contextOf(createDeployment(), parseCapabilities(input?.capabilities ?? {})),
    states: { status: statusRegion, desired: desiredRegion },
  });
}
