/** Explaining a decision or an outcome in words, for logs and people. */
import type { Decision } from './decide';
import type { Outcome, StaleOutcome } from './observe';
import { type Rule, ruleOf } from './rules';

/**
 * What became of an action or an observation, and by which rule, as one paragraph. Pure. Throws
 * InvalidInputError for what is no result.
 */
export function explain(result: Decision | Outcome): string {
  const rule = ruleOf(result?.rule);
  // The reason of a stale message is the rule's statement already.
  if ('reason' in result) return `Stale: ${result.reason} Rule ${rule.id} (${sourceOf(rule)})`;
  return `${verdict(result)} ${explainRule(rule)}`;
}

/** A rule, with its source and the sentence it quotes, as one paragraph. Pure. */
export function explainRule(rule: Rule): string {
  return `Rule ${rule.id}: ${rule.statement} (${sourceOf(rule)})`;
}

/** Where a rule comes from, in words: the document and the sentence it quotes, if any. Pure. */
export function sourceOf({ source, document, quote }: Rule): string {
  switch (source) {
    case 'document':
      return `document of ${document}: "${quote}"`;
    case 'live':
      return 'as the live system behaves';
    case 'decision':
      return 'our decision';
  }
}

function verdict(result: Exclude<Decision | Outcome, StaleOutcome>): string {
  if (!result.accepted) {
    const { httpStatus, error } = result;
    return `Refused with ${httpStatus} ${error.error_code}: ${error.message}`;
  }
  const { status, desiredStatus } = result.deployment;
  const effect = result.changed ? 'now' : 'nothing changes:';
  return `Accepted; ${effect} status ${status}, desired status ${desiredStatus}.`;
}
