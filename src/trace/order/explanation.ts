/** One order that explains a history, for people who want to see what happened. */
import type { CandidatePool } from '../candidates';
import type { Configuration } from './configuration';
import { afterOperation, type LineOperation } from './operation';

/**
 * Returns the operations that are done in a configuration, in an order that leads to it. Calls
 * without an answer are among them if they must have taken effect. The search must have kept the
 * ways to its configurations. Pure.
 */
export function orderTo(
  configuration: Configuration,
  pool: CandidatePool,
): readonly LineOperation[] {
  const order: LineOperation[] = [];
  let [at, candidate] = [configuration, configuration.possible.members[0]];
  while (at.arrivals.length > 0) {
    const steps = at.arrivals.flatMap(({ from, by }) =>
      from.possible.members.map((before) => ({ from, by, before })),
    );
    const step = steps.find(({ by, before }) => {
      const after = afterOperation(pool.setOf([before]), by).members;
      return candidate !== undefined && after.includes(candidate);
    });
    if (step === undefined) throw new Error('A configuration has no deployment that led to it.');
    order.push(step.by);
    [at, candidate] = [step.from, step.before];
  }
  return order.reverse();
}
