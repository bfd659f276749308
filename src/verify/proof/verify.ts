/** Verifying: every property, for every combination of capabilities, over all that can happen. */
import type { Capabilities } from '../../lifecycle';
import type { Rule } from '../../lifecycle/rules';
import { explore, fairness, type StateSpace, unnamedRule } from '../exploration';
import type { Property } from '../properties';
import { checkProperty } from './check';
import type { Finding, Violation } from './finding';
import { type Plan, planOf, type VerifyOptions } from './options';

/** The fewest steps that violate a property, and for which pipelines. */
export interface Counterexample extends Violation {
  readonly property: Property;
  /** The rules that the property names, with the sentences that they quote. */
  readonly rules: readonly Rule[];
  readonly capabilities: Capabilities;
}

/** What was found of one property in all state spaces together. */
export interface PropertyReport {
  readonly property: Property;
  /** The rules that the property names, with the sentences that they quote. */
  readonly rules: readonly Rule[];
  /**
   * `vacuous`: its premise was never met, so nothing is proven; this counts as a failure.
   * `not applicable`: its premise needs a capability that none of the combinations has, or rules, which
   * an implementation need not name.
   */
  readonly verdict: 'holds' | 'violated' | 'vacuous' | 'not applicable';
  /** How many states or steps were looked at, and how many of them met the premise. */
  readonly checked: number;
  readonly unit: 'states' | 'steps';
  readonly premiseMet: number;
  /** Null unless violated. */
  readonly counterexample: Counterexample | null;
}

/** What was found. */
export interface VerifyReport {
  /** Whether no property is violated and none is vacuous. */
  readonly holds: boolean;
  readonly properties: readonly PropertyReport[];
  readonly combinations: readonly Combination[];
  /** What the liveness properties assume of the runner. */
  readonly fairness: string;
}

/** One combination of capabilities, and what can happen with it. */
export interface Combination {
  readonly capabilities: Capabilities;
  readonly states: number;
  readonly steps: number;
  /** How many pairs of deployment status and desired status occur. */
  readonly pairs: number;
}

/**
 * Proves every property over every state and step, for every combination of capabilities. Pure. With a
 * changed machine, which is asked directly, it takes some seconds. Throws InvalidInputError for
 * malformed options, StateLimitError, MachineError and ImplementationError as `explore` does, and
 * PropertyError where a property throws.
 */
export function verify(options: VerifyOptions = {}): VerifyReport {
  const plan = planOf(options);
  const { machine, implementation, limit } = plan;
  return verifySpaces(
    plan,
    plan.combinations.map((each) => explore(each, { machine, implementation, limit })),
  );
}

/** Proves the properties of a plan over spaces that are explored already. */
export function verifySpaces(
  { properties, rules }: Plan,
  spaces: readonly StateSpace[],
): VerifyReport {
  const reports = properties.map((property) => {
    const named = property.rules.flatMap((id) => rules.filter((rule) => rule.id === id));
    return reportOf(property, Object.freeze(named), spaces);
  });
  return Object.freeze({
    holds: reports.every(({ verdict }) => verdict === 'holds' || verdict === 'not applicable'),
    properties: Object.freeze(reports),
    combinations: Object.freeze(
      spaces.map(({ capabilities, states, stepCount, pairCount }) =>
        Object.freeze({ capabilities, states: states.length, steps: stepCount, pairs: pairCount }),
      ),
    ),
    fairness,
  });
}

function reportOf(
  property: Property,
  rules: readonly Rule[],
  spaces: readonly StateSpace[],
): PropertyReport {
  const findings = spaces.map((space) => ({ space, finding: checkProperty(space, property) }));
  const sum = (count: (finding: Finding) => number) =>
    findings.reduce((total, { finding }) => total + count(finding), 0);
  const premiseMet = sum((finding) => finding.premiseMet);
  const counterexample = shortest(
    findings.flatMap(({ space: { capabilities }, finding: { violation } }) =>
      violation === null ? [] : [Object.freeze({ ...violation, property, rules, capabilities })],
    ),
  );
  const applies = spaces.some(
    (space) =>
      (property.needs ?? []).every((name) => space.capabilities[name]) &&
      (property.readsRules !== true || namesRules(space)),
  );
  return Object.freeze({
    property,
    rules,
    verdict: verdictOf(counterexample, premiseMet, applies),
    checked: sum((finding) => finding.checked),
    unit: findings[0]?.finding.unit ?? 'states',
    premiseMet,
    counterexample,
  });
}

function namesRules({ steps }: StateSpace): boolean {
  return steps.some((each) => each.some(({ rule }) => rule !== unnamedRule));
}

function verdictOf(
  counterexample: Counterexample | null,
  premiseMet: number,
  applies: boolean,
): PropertyReport['verdict'] {
  if (counterexample !== null) return 'violated';
  if (premiseMet > 0) return 'holds';
  return applies ? 'vacuous' : 'not applicable';
}

function shortest(counterexamples: readonly Counterexample[]): Counterexample | null {
  return counterexamples.reduce<Counterexample | null>(
    (fewest, each) => (fewest !== null && fewest.steps.length <= each.steps.length ? fewest : each),
    null,
  );
}
