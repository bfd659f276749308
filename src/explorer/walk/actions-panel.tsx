/** The actions of a user: one offer for each, with its parameters, and a list of all variants. */
import { useState } from 'preact/hooks';
import { type ActionType, parameterMeanings, parametersOf, wireName } from '../../lifecycle';
import type { ActionVariants, OfferedAction } from '../model';
import { Offer } from './offer';

interface ActionsProps {
  readonly offered: readonly ActionVariants[];
  readonly onTake: (action: OfferedAction) => void;
}

/** The panel of all actions. */
export function ActionsPanel({ offered, onTake }: ActionsProps) {
  return (
    <section class="card" aria-labelledby="actions-title">
      <h2 id="actions-title">What a user can ask</h2>
      <ul class="offers">
        {offered.map((each) => (
          <ActionOffer key={each.type} offered={each} onTake={onTake} />
        ))}
      </ul>
    </section>
  );
}

type Values = Readonly<Record<string, string | boolean>>;

interface ActionProps {
  readonly offered: ActionVariants;
  readonly onTake: (action: OfferedAction) => void;
}

function ActionOffer({ offered: { type, variants }, onTake }: ActionProps) {
  const [values, setValues] = useState<Values>(() => defaultsOf(type));
  const chosen = variants.find(({ action }) => {
    const given = action as unknown as Values;
    return Object.entries(values).every(([name, value]) => given[name] === value);
  });
  if (chosen === undefined) throw new Error(`Impossible: ${type} has no such variant.`);
  const { label, request, accepted, answer, effect, rule, hint } = chosen;
  return (
    <Offer
      {...{ label, effect, rule, hint }}
      name={request}
      kind={accepted ? 'taken' : 'refused'}
      explained={!accepted}
      verdict={answer}
      anyway="Ask anyway"
      onTake={() => onTake(chosen)}
    >
      <code class="request">POST {request}</code>
      <ParameterFields type={type} values={values} onChange={setValues} />
      {variants.length > 1 && <Variants type={type} variants={variants} onTake={onTake} />}
    </Offer>
  );
}

function defaultsOf(type: ActionType): Values {
  const parameters = Object.entries(parametersOf(type));
  return Object.fromEntries(parameters.map(([name, parameter]) => [name, parameter.default]));
}

interface ParametersProps {
  readonly type: ActionType;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

function ParameterFields({ type, values, onChange }: ParametersProps) {
  const meanings: Readonly<Record<string, string>> = parameterMeanings[type];
  const parameters = Object.entries(parametersOf(type));
  if (parameters.length === 0) return null;
  return (
    <div class="parameters">
      {parameters.map(([name, { values: allowed }]) => (
        <label key={name} title={meanings[name]}>
          {wireName(name)}
          <select
            value={String(values[name])}
            onChange={({ currentTarget: { selectedIndex } }) =>
              onChange({ ...values, [name]: allowed[selectedIndex] as string | boolean })
            }
          >
            {allowed.map((value) => (
              <option key={String(value)} value={String(value)}>
                {String(value)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

interface VariantsProps {
  readonly type: ActionType;
  readonly variants: readonly OfferedAction[];
  readonly onTake: (action: OfferedAction) => void;
}

function Variants({ variants, onTake }: VariantsProps) {
  const accepted = variants.filter((each) => each.accepted).length;
  return (
    <details class="variants">
      <summary>
        All {variants.length} variants: {accepted} accepted, {variants.length - accepted} refused
      </summary>
      <ul class="offers">
        {variants.map((variant) => (
          <Offer
            key={variant.request}
            label={variant.label}
            name={variant.request}
            kind={variant.accepted ? 'taken' : 'refused'}
            explained={false}
            verdict={variant.answer}
            effect={variant.effect}
            rule={variant.rule}
            hint={variant.hint}
            anyway="Ask anyway"
            onTake={() => onTake(variant)}
          >
            <code class="request">POST {variant.request}</code>
          </Offer>
        ))}
      </ul>
    </details>
  );
}
