/** Helpers for the tests of arbitraries: the smallest failure, and a player of scenario scripts. */
import fc from 'fast-check';
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  decide,
  fullCapabilities,
  observe,
  parseRequest,
} from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';

/** The smallest value that fast-check finds for which this is false; undefined if there is none. */
export function smallest<Value>(
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => boolean,
): Value | undefined {
  const { counterexample } = fc.check(fc.property(arbitrary, holds), {
    seed: 7,
    numRuns: 2_000,
  });
  return counterexample?.[0];
}

/** One step of a scenario script, and the deployment after it. */
export interface ScenarioStep {
  readonly line: string;
  readonly after: Deployment;
}

/** Plays the lines of a scenario script, such as those of `test/lifecycle/scenarios`. */
export function played(lines: readonly string[]) {
  let capabilities: Capabilities = fullCapabilities;
  let after = createDeployment();
  const steps: ScenarioStep[] = [];
  for (const line of lines) {
    const [word = '', ...rest] = line.split(' ');
    if (word === 'without') {
      capabilities = { ...capabilities, ...Object.fromEntries(rest.map((name) => [name, false])) };
      continue;
    }
    if (word === 'saw') after = observe(after, observationOf(rest)).deployment;
    else if (word !== '#') after = decide(after, parseRequest(line), capabilities).deployment;
    steps.push({ line, after });
  }
  return { capabilities, steps };
}

function observationOf([type, ...fields]: readonly string[]): Observation {
  const entries = fields.map((field): [string, unknown] => {
    const [name = '', value = ''] = field.split('=');
    if (name !== 'error') return [name, Number(value)];
    return [name, { message: `The pipeline ended: ${value}.`, error_code: value, details: {} }];
  });
  return { type, ...Object.fromEntries(entries) } as Observation;
}
