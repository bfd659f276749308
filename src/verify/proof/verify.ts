/** Verifies every property, for every combination of capabilities, over all that can happen. */
import type { Capabilities } from '../../lifecycle';
import type { Rule } from '../../lifecycle/rules';
import { explore, fairness, type StateSpace, unnamedRule } from '../exploration';
import type { Property } from '../properties';
import { checkProperty } from './check';
import type { Finding, ViolatingRun } from './finding';
import { planVerification, type VerificationPlan, type VerifyOptions } from './options';

/** A shortest run that violates a property, and the capabilities of its pipeline. */
export interface Counterexample extends ViolatingRun {
  readonly property: Property;
  /** The rules that the property names, with the sentences that they quote. */
  readonly rules: readonly Rule[];
  readonly capabilities: Capabilities;
}

/** The verdict on one property, over all state spaces together. */
export interface PropertyReport {
  readonly property: Property;
  /** The rules that the property names, with the sentences that they quote. */
  readonly rules: readonly Rule[];
  /**
   * `vacuous`: the premise was never met, so nothing is proven; this counts as a failure. `not
   * applicable`: the premise needs a capability that none of the combinations has, or the names of
   * rules, which an implementation may leave out.
   */
  readonly verdict: 'holds' | 'violated' | 'vacuous' | 'not applicable';
  /** The number of states or transitions that were checked. */
  readonly checked: number;
  readonly unit: 'states' | 'transitions';
  /** How many of them met the premise. */
  readonly premiseMet: number;
  /** Null unless violated. */
  readonly counterexample: Counterexample | null;
}

/** The result of a verification. */
export interface VerifyReport {
  /** True if no property is violated and none is vacuous. */
  readonly holds: boolean;
  readonly properties: readonly PropertyReport[];
  readonly combinations: readonly Combination[];
  /** The assumptions about the runner under which liveness is proven. */
  readonly fairness: string;
}

/** One combination of capabilities, and the size of its state space. */
export interface Combination {
  readonly capabilities: Capabilities;
  readonly states: number;
  readonly transitions: number;
  /** The number of pairs of deployment status and desired status that occur. */
  readonly pairs: number;
}

/**
 * Proves every property over every state and every transition, for every combination of
 * capabilities. Pure. With a changed machine, which is asked directly, it takes some seconds.
 *
 * Throws InvalidInputError for malformed options; StateLimitError, MachineError and
 * ImplementationError as `explore` does; and PropertyError if a property throws.
 */
export function verify(options: VerifyOptions = {}): VerifyReport {
  return verifyExplored(options, (capabilities, { machine, implementation, limit }) =>
    explore(capabilities, { machine, implementation, limit }),
  );
}

/**
 * Verifies as `verify` does, over the state spaces that `explored` returns for each combination of
 * capabilities: for callers that keep what they have explored.
 */
export function verifyExplored(
  options: VerifyOptions,
  explored: (capabilities: Capabilities, plan: VerificationPlan) => StateSpace,
): VerifyReport {
  const plan = planVerification(options);
  return prove(
    plan,
    plan.combinations.map((each) => explored(each, plan)),
  );
}

function prove(
  { properties, rules }: VerificationPlan,
  spaces: readonly StateSpace[],
): VerifyReport {
  const reports = properties.map((property) => {
    const named = property.rules.flatMap((id) => rules.filter((rule) => rule.id === id));
    return propertyReport(property, Object.freeze(named), spaces);
  });
  return Object.freeze({
    holds: reports.every(({ verdict }) => verdict === 'holds' || verdict === 'not applicable'),
    properties: Object.freeze(reports),
    combinations: Object.freeze(
      spaces.map(({ capabilities, states, transitionCount, pairCount }) =>
        Object.freeze({
          capabilities,
          states: states.length,
          transitions: transitionCount,
          pairs: pairCount,
        }),
      ),
    ),
    fairness,
  });
}

function propertyReport(
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
    verdict: propertyVerdict(counterexample, premiseMet, applies),
    checked: sum((finding) => finding.checked),
    unit: findings[0]?.finding.unit ?? 'states',
    premiseMet,
    counterexample,
  });
}

function namesRules({ transitions }: StateSpace): boolean {
  return transitions.some((each) => each.some(({ rule }) => rule !== unnamedRule));
}

function propertyVerdict(
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
