/** A rule: its id, its statement, and the sentence that it quotes. */
import { type Rule, sourceOf } from '../lifecycle';

/** The statement of a rule with its source. */
export function RuleText({ rule }: { readonly rule: Rule }) {
  return (
    <div class="rule">
      <p>
        Rule <code>{rule.id}</code>: {rule.statement}
      </p>
      {rule.quote === null ? (
        <p class="source">Source: {sourceOf(rule)}.</p>
      ) : (
        <blockquote>
          “{rule.quote}” <cite>Document of {rule.document}</cite>
        </blockquote>
      )}
    </div>
  );
}
