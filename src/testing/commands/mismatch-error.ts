/** The error of a command whose implementation differs from the model. */
import { explainRule } from '../../lifecycle';
import { type RuleId, ruleOf } from '../../lifecycle/rules';

/**
 * An implementation differs from the lifecycle. The message says what was expected, and by which
 * rule.
 */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
  /** The command, as a line of a scenario script. */
  readonly line: string;
  readonly expected: string;
  readonly received: string;
  /** The rule by which it was expected; null if a poll shows what no rule has set. */
  readonly rule: RuleId | null;

  constructor(line: string, expected: string, received: string, rule: RuleId | null) {
    const because =
      rule === null
        ? 'The pipeline began like this, and nothing has changed it.'
        : explainRule(ruleOf(rule));
    super(`${line}: expected ${expected}, but got ${received}. ${because}`);
    this.line = line;
    this.expected = expected;
    this.received = received;
    this.rule = rule;
  }
}
