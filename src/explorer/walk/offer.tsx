/**
 * Something that can be asked or reported, with the answer that it would get.
 *
 * The button stays in the order of the keyboard if the answer is no, so that the focus is not lost
 * and the reason is heard. To get that answer all the same is a button of its own.
 */
import { type ComponentChildren, toChildArray } from 'preact';
import { useId } from 'preact/hooks';
import type { Rule } from '../../lifecycle';
import { useAnnounce } from '../announcer';
import { RuleText } from '../rule-text';

/** The answer: accepted or applied, or one of the two ways of saying no. */
export type OfferKind = 'taken' | 'refused' | 'stale';

const marks: Readonly<Record<OfferKind, string>> = { taken: '✓', refused: '✕', stale: '~' };

interface OfferProps {
  readonly label: string;
  /** The exact name, such as the request: it says which offer this is. */
  readonly name: string;
  readonly kind: OfferKind;
  /** The answer in short: `202 Accepted`. */
  readonly verdict: string;
  /** The changes, or the reason that there are none. */
  readonly effect: string;
  readonly rule: Rule;
  /** True if the rule is to be shown in full, without being asked for. */
  readonly explained: boolean;
  /** The next thing to try; null if there is no need to. */
  readonly hint?: string | null;
  readonly badge?: string | undefined;
  /** The label of the button that asks all the same. */
  readonly anyway: string;
  readonly onTake: () => void;
  /** Controls between the button and the answer. */
  readonly children?: ComponentChildren;
}

/** The offer, with the rule of its answer. */
export function Offer(props: OfferProps) {
  const { label, name, kind, verdict, effect, rule, hint, badge, anyway, onTake } = props;
  const announce = useAnnounce();
  const reason = useId();
  const taken = kind === 'taken';
  const explain = () => announce(`${label}: ${verdict}. ${rule.statement}`);
  return (
    <li class="offer" data-kind={kind}>
      <div class="offer-head">
        <button
          type="button"
          data-offer={name}
          aria-disabled={!taken}
          aria-describedby={reason}
          onClick={taken ? onTake : explain}
        >
          {label}
        </button>
        {badge !== undefined && <span class="badge">{badge}</span>}
        <strong class="verdict">
          {marks[kind]} {verdict}
        </strong>
        {!taken && (
          <button type="button" class="anyway" onClick={onTake}>
            {anyway}
            <span class="unseen">: {label}</span>
          </button>
        )}
      </div>
      {toChildArray(props.children)}
      <p id={reason} class="effect">
        {effect}
      </p>
      {/* The message of an answer often ends with the hint. */}
      {hint && !effect.includes(hint) && <p class="hint">Instead: {hint}</p>}
      {props.explained ? (
        <RuleText rule={rule} />
      ) : (
        <details>
          <summary>
            Rule <code>{rule.id}</code>
          </summary>
          <RuleText rule={rule} />
        </details>
      )}
    </li>
  );
}
