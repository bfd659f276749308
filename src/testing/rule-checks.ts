/**
 * The rules as checks, each to be run as a test of its own, in any test framework:
 *
 *     for (const rule of ruleChecks) test(rule.id, () => rule.check(myImplementation));
 *
 * Each is proven over every state and every step that the implementation allows. These are explored
 * when the first check needs them, and kept as long as the implementation is.
 */

import { has, optionsOf, throwFirst } from '../input';
import type { Capabilities } from '../lifecycle';
import {
  explore,
  implementationProperties,
  type PropertyReport,
  type StateSpace,
  toHistory,
  toStory,
  type VerifyOptions,
  type VerifyReport,
} from '../verify';
import { implementationProblems, type LifecycleImplementation } from '../verify/exploration';
import { verifyExplored } from '../verify/proof';
import { lifecycleProperties, type Property } from '../verify/properties';

/** How to check a rule. */
export type RuleCheckOptions = Pick<VerifyOptions, 'capabilities' | 'limit' | 'rules'>;

/** How to check several rules. */
export type CheckRulesOptions = Omit<VerifyOptions, 'machine' | 'implementation'>;

/** One rule as a check. */
export interface RuleCheck {
  /** The id of the property: `forced-stop.stays`. */
  readonly id: string;
  /** The number of the safety rule it is a part of, or `liveness`; null if it is of neither. */
  readonly requirement: string | null;
  /** The rule, as one sentence. */
  readonly statement: string;
  /**
   * Returns if the implementation keeps the rule. Throws BrokenRuleError if it does not, or if
   * nothing it does puts the rule to the test; ImplementationError if it throws, gives no valid
   * answer or changes its arguments; InvalidInputError if it lacks a function or the options are
   * invalid.
   */
  readonly check: (implementation: LifecycleImplementation, options?: RuleCheckOptions) => void;
}

/** An implementation breaks a rule. The message tells the fewest steps that show it. */
export class BrokenRuleError extends Error {
  override readonly name = 'BrokenRuleError';
  readonly id: string;
  readonly requirement: string | null;
  readonly statement: string;
  /** The fewest steps that break the rule, in words. */
  readonly story: string;
  /** The same as a recorded history; empty if the rule was never put to the test. */
  readonly history: readonly string[];
  readonly report: PropertyReport;

  constructor(report: PropertyReport) {
    const { property, counterexample } = report;
    const story = counterexample === null ? neverTested(report) : toStory(counterexample);
    const history = counterexample === null ? [] : toHistory(counterexample);
    super(history.length === 0 ? story : [story, 'As a history:', ...history].join('\n'));
    this.id = property.id;
    this.requirement = property.requirement ?? null;
    this.statement = property.statement;
    this.story = story;
    this.history = history;
    this.report = report;
  }
}

function neverTested({ property, checked, unit }: PropertyReport): string {
  return [
    `${property.id} was never put to the test: its premise is met in none of ${checked} ${unit}.`,
    `It says: ${property.statement}`,
    'An implementation that never gets there has not kept the rule. If it is not meant to, state in the option `capabilities` what its pipelines can do.',
  ].join('\n');
}

/** Every rule as a check: first the numbered rules in their order, last those about answers. */
export const ruleChecks: readonly RuleCheck[] = Object.freeze(
  [...lifecycleProperties, ...implementationProperties].map(ruleCheckOf),
);

function ruleCheckOf({ id, requirement = null, statement }: Property): RuleCheck {
  const check: RuleCheck['check'] = (implementation, options = {}) => {
    const [error] = brokenBy(implementation, options, [id]).errors;
    if (error !== undefined) throw error;
  };
  return Object.freeze({ id, requirement, statement, check });
}

/**
 * Checks all rules at once, or those that the options choose, and properties of your own. Returns
 * the report if all are kept. Throws AggregateError with a BrokenRuleError for each that is broken;
 * and the same errors as a single check if the implementation or the options are invalid.
 */
export function checkRules(
  implementation: LifecycleImplementation,
  options: CheckRulesOptions = {},
): VerifyReport {
  const { report, errors } = brokenBy(implementation, options);
  if (errors.length === 0) return report;
  const broken = `${errors.length} of ${report.properties.length} rules are broken.`;
  throw new AggregateError(errors, [broken, ...errors.map(({ message }) => message)].join('\n\n'));
}

function brokenBy(
  implementation: LifecycleImplementation,
  options: CheckRulesOptions,
  chosen?: CheckRulesOptions['only'],
) {
  const given = optionsOf(options, optionNames, 'a check of rules');
  // Left out by mistake, the library itself would be verified.
  throwFirst(implementationProblems(implementation, undefined));
  const { limit } = given;
  const only = chosen ?? given.only;
  const report = verifyExplored({ ...given, implementation, only }, (capabilities) =>
    explored(implementation, capabilities, limit),
  );
  const broken = report.properties.filter(
    ({ verdict }) => verdict === 'violated' || verdict === 'vacuous',
  );
  return { report, errors: broken.map((each) => new BrokenRuleError(each)) };
}

/** The result of exploring an implementation; an error is kept, too. */
type Explored = { readonly space: StateSpace } | { readonly thrown: unknown };

const optionNames = ['capabilities', 'limit', 'rules', 'only', 'properties'];

const known = new WeakMap<LifecycleImplementation, Map<string, Explored>>();

function explored(
  implementation: LifecycleImplementation,
  capabilities: Capabilities,
  limit: number | undefined,
): StateSpace {
  const spaces = known.get(implementation) ?? new Map<string, Explored>();
  known.set(implementation, spaces);
  const key = JSON.stringify([capabilities, limit]);
  const found = spaces.get(key) ?? exploring(implementation, capabilities, limit);
  spaces.set(key, found);
  if (has(found, 'thrown')) throw found.thrown;
  return found.space;
}

function exploring(
  implementation: LifecycleImplementation,
  capabilities: Capabilities,
  limit: number | undefined,
): Explored {
  try {
    return { space: explore(capabilities, { implementation, limit }) };
  } catch (thrown) {
    return { thrown };
  }
}
