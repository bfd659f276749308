/** Explanations of decisions and outcomes in words, for logs and people. */
import { fieldsOf, member, readResult, text, throwFirst } from '../input';
import type { Decision } from './decide';
import type { Outcome, StaleOutcome } from './observe';
import { type Rule, ruleOf } from './rules';

/**
 * Returns a paragraph that says what became of an action or an observation, and by which rule.
 * Pure. Throws InvalidInputError for anything but a result of `decide` or `observe`.
 */
export function explain(result: Decision | Outcome): string {
  const allowed = 'a result of decide or observe';
  const given = fieldsOf(result, 'result', allowed) as unknown as typeof result;
  const rule = ruleOf(given.rule);
  return readResult('result', given, allowed, () => resultInWords(given, rule));
}

function resultInWords(result: Decision | Outcome, rule: Rule): string {
  // The reason already contains the statement of the rule.
  if ('reason' in result) return `Stale: ${result.reason} Rule ${rule.id} (${sourceOf(rule)})`;
  return `${verdictText(result)} ${explainRule(rule)}`;
}

/**
 * Returns a rule with its source and the sentence that it quotes, as one paragraph. Pure. Throws
 * InvalidInputError for anything but a rule.
 */
export function explainRule(rule: Rule): string {
  return readResult('rule', rule, 'a rule', ({ id, statement }) => {
    throwFirst([...text('rule.id', id), ...text('rule.statement', statement)]);
    return `Rule ${id}: ${statement} (${sourceOf(rule)})`;
  });
}

/**
 * Returns the source of a rule in words, with the sentence that it quotes, if any. Pure. Throws
 * InvalidInputError for anything but a rule.
 */
export function sourceOf(rule: Rule): string {
  return readResult('rule', rule, 'a rule', sourceInWords);
}

function sourceInWords({ source, document, quote }: Rule): string {
  throwFirst(member('rule.source', source, ['document', 'live', 'decision']));
  switch (source) {
    case 'document':
      return `document of ${document}: "${quote}"`;
    case 'live':
      return 'as the live system behaves';
    case 'decision':
      return 'our decision';
  }
}

function verdictText(result: Exclude<Decision | Outcome, StaleOutcome>): string {
  if (!result.accepted) {
    const { error_code: code, message } = fieldsOf(result.error, 'error');
    return `Refused with ${result.httpStatus} ${code}: ${message}`;
  }
  const { status, desiredStatus } = fieldsOf(result.deployment, 'deployment');
  const verdict = 'httpStatus' in result ? 'Accepted' : 'Applied';
  const effect = result.changed ? 'now' : 'nothing changes:';
  return `${verdict}; ${effect} status ${status}, desired status ${desiredStatus}.`;
}
