/** Tables of deviating answers: each case is an answer, and the conditions that allow it. */
import { fieldsOf, member, text, throwFirst, unknownFields } from '../input';
import {
  type Capabilities,
  type CompleteAction,
  capabilityNames,
  type Decision,
  type Deployment,
  decide,
  deploymentStatuses,
  desiredStatuses,
  parseAction,
  rules,
} from '../lifecycle';
import type { AnswerCase, AskedAnswers, DeviatingAnswer, Deviation } from './dialect';
import { parseDeviation } from './parse-deviation';
import { actionsIn, arrayIn } from './requests';

/** Returns a function that answers by these tables. Throws InvalidInputError. */
export function answersByTable(value: unknown, field: string): AskedAnswers {
  const tables = arrayIn(value, field).map((each, index) =>
    answerTable(each, `${field}[${index}]`),
  );
  return (deployment, asked, capabilities) => {
    const action = parseAction(asked);
    const found = tables.flatMap(({ cases, ...table }) =>
      cases.filter(({ actions }) => actions.has(action)).map(({ row }) => ({ table, row })),
    );
    if (found.length === 0) return [];
    const decision = decide(deployment, action, capabilities);
    return found
      .filter(({ row }) => applies(row, deployment, decision, capabilities))
      .map(({ table, row }) => ({ ...answerByCase(row, deployment, decision), ...table }));
  };
}

interface AnswerTable {
  readonly deviation: Deviation;
  readonly isOccasional: boolean;
  readonly cases: readonly {
    readonly row: AnswerCase;
    readonly actions: ReadonlySet<CompleteAction>;
  }[];
}

function answerTable(value: unknown, field: string): AnswerTable {
  const {
    cases,
    isOccasional = false,
    ...named
  } = fieldsOf(value, field, 'a deviation', `${field}.`);
  const deviation = parseDeviation(named, field);
  throwFirst(member(`${field}.isOccasional`, isOccasional, [true, false]));
  const rows = arrayIn(cases, `${field}.cases`);
  return {
    deviation,
    isOccasional: isOccasional === true,
    cases: rows.map((each, index) => {
      const row = answerCase(each, `${field}.cases[${index}]`);
      return { row, actions: actionsIn(row.actions, `${field}.cases[${index}].actions`) };
    }),
  };
}

const caseNames = [
  ...['actions', 'rules', 'statuses', 'desired', 'without', 'answer', 'error_code', 'effect'],
];

function answerCase(value: unknown, field: string): AnswerCase {
  const given = fieldsOf(value, field, 'a case', `${field}.`);
  const { answer, error_code: code, effect = 'none' } = given;
  const isRefusal = Number(answer) >= 400;
  throwFirst([
    ...unknownFields(given, caseNames, 'a case', `${field}.`),
    ...(Number.isInteger(answer) && Number(answer) >= 200 && Number(answer) <= 599
      ? []
      : [{ field: `${field}.answer`, value: answer, allowed: 'an HTTP status code from 200' }]),
    ...(isRefusal ? text(`${field}.error_code`, code) : []),
    ...(!isRefusal && code !== undefined
      ? [{ field: `${field}.error_code`, value: code, allowed: 'left out: it is no refusal' }]
      : []),
    ...(typeof effect === 'function'
      ? []
      : member(`${field}.effect`, effect, ['none', 'decided', ...desiredStatuses])),
    ...(isRefusal && effect !== 'none'
      ? [{ field: `${field}.effect`, value: effect, allowed: 'none: a refusal changes nothing' }]
      : []),
  ]);
  const some = (name: string, known: readonly string[]) =>
    given[name] === undefined ? undefined : knownIn(given[name], `${field}.${name}`, known);
  return Object.freeze({
    actions: arrayIn(given.actions, `${field}.actions`),
    rules: some(
      'rules',
      rules.map(({ id }) => id),
    ),
    statuses: some('statuses', deploymentStatuses),
    desired: some('desired', desiredStatuses),
    without: some('without', capabilityNames),
    ...{ answer, error_code: code, effect },
  }) as AnswerCase;
}

function knownIn(value: unknown, field: string, known: readonly string[]): readonly unknown[] {
  const items = arrayIn(value, field);
  throwFirst(items.flatMap((each) => member(field, each, known)));
  return items;
}

function applies(
  { rules: decidedBy, statuses, desired, without }: AnswerCase,
  { status, desiredStatus }: Deployment,
  { rule }: Decision,
  capabilities: Capabilities,
): boolean {
  return (
    (decidedBy === undefined || decidedBy.includes(rule)) &&
    (statuses === undefined || statuses.includes(status)) &&
    (desired === undefined || desired.includes(desiredStatus)) &&
    (without === undefined || without.every((name) => !capabilities[name]))
  );
}

function answerByCase(
  { answer, error_code, effect = 'none' }: AnswerCase,
  deployment: Deployment,
  decision: Decision,
): Omit<DeviatingAnswer, 'deviation'> {
  const after =
    effect === 'none'
      ? deployment
      : effect === 'decided'
        ? decision.deployment
        : typeof effect === 'function'
          ? effect(deployment)
          : { ...deployment, desiredStatus: effect };
  return { httpStatus: answer, errorCode: error_code ?? null, after: [after] };
}
