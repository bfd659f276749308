/** What the runner reports when a step is done leads on, and is taken in wherever the step is asked for. */
import { describe, expect, it } from 'vitest';
import { observe, reachableDeployments, reconcile, type StepType } from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/representative';
import { completedBy } from '../../src/lifecycle/reconcile';

const resting: readonly StepType[] = ['idle', 'awaitApproval'];

describe('the reports that a step is done', () => {
  it.each(Object.entries(completedBy))(
    '%s: each is taken in somewhere, and changes the status',
    (type, reports) => {
      expect(reports.length === 0).toBe(resting.includes(type as StepType));
      for (const report of reports) {
        const observation = everyObservation.find((each) => each.type === report);
        expect(observation).toBeDefined();
        const asked = reachableDeployments().filter((each) => reconcile(each).type === type);
        const moved = asked.filter((each) => {
          const { accepted, deployment } = observe(each, observation as never);
          return accepted && deployment.status !== each.status;
        });
        expect(moved.length, `${type} ${report}`).toBeGreaterThan(0);
      }
    },
  );

  it('are taken in, one of them, in every deployment in which the step is asked for', () => {
    for (const deployment of reachableDeployments()) {
      const reports = completedBy[reconcile(deployment).type];
      const taken = everyObservation.filter(
        (each) => reports.includes(each.type) && observe(deployment, each).accepted,
      );
      expect(taken.length > 0).toBe(reports.length > 0);
    }
  });
});
