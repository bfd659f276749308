/** What a command says of an implementation that does not do as the model does. */
import { explainRule } from '../../lifecycle';
import { type RuleId, ruleOf } from '../../lifecycle/rules';

/** The implementation did something else than the lifecycle. Says what was expected, by which rule. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
  /** The command, as a line of a scenario script. */
  readonly line: string;
  readonly expected: string;
  readonly received: string;
  /** The rule by which it was expected; null where no rule has set what was read. */
  readonly rule: RuleId | null;

  constructor(line: string, expected: string, received: string, rule: RuleId | null) {
    const because =
      rule === null
        ? 'The pipeline began like that, and nothing has changed it.'
        : explainRule(ruleOf(rule));
    super(`${line}: expected ${expected}, but got ${received}. ${because}`);
    this.line = line;
    this.expected = expected;
    this.received = received;
    this.rule = rule;
  }
}
