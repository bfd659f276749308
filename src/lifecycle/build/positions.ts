/**
 * Writes `compiled/positions.ts`: where each word of the vocabulary stands, as switches on
 * constants. A switch takes a third of the time of a Map, and so nobody lists the words twice.
 */

import { everyAction, parametersOf, withDefaults } from '../action';
import { createDeployment } from '../deployment';
import {
  type ActionType,
  actions,
  actionTypes,
  deploymentStatuses,
  desiredStatuses,
  observationTypes,
} from '../vocabulary';

const { initial, bootstrapPolicy } = actions.start.parameters;

const lists: readonly [name: string, what: string, values: readonly unknown[]][] = [
  ['statusPosition', 'deployment status', deploymentStatuses],
  ['desiredStatusPosition', 'desired status', desiredStatuses],
  ['initialPosition', 'initial, null before all others', [null, ...initial.values]],
  ['policyPosition', 'bootstrap policy, null before all others', [null, ...bootstrapPolicy.values]],
  ['fieldPosition', 'field of a deployment', Object.keys(createDeployment())],
  ['observationPosition', 'type of observation', observationTypes],
];

/** Stands for a word that is not in a list: lower than an index with every step can be. */
const unknown = -1000;

/** Returns the source text of `positions.ts`. Pure. */
export function positionsSource(): string {
  return [
    '/**',
    ' * The positions of the words of the vocabulary, as switches on constants. All are pure, and',
    ` * return ${unknown} for a word that is not allowed.`,
    ' *',
    ' * Generated from the vocabulary by `npm run generate`.',
    ' */',
    ...lists.flatMap(([name, what, values]) => [
      '',
      `/** Returns the position of a ${what}. */`,
      `export function ${name}(value: unknown): number {`,
      ...indented(switchOn('value', values, (_, position) => [`return ${position};`])),
      '}',
    ]),
    '',
    '/** Returns the position in `everyAction` of the action of a type with all defaults. */',
    'export function actionPosition(type: unknown): number {',
    ...indented(switchOn('type', actionTypes, (type) => [`return ${indexOf(type, {})};`])),
    '}',
    '',
    '/** Returns the distance in `everyAction` from the default of a parameter to this value. */',
    'export function parameterStep(type: unknown, name: string, value: unknown): number {',
    ...indented(
      switchOn('type', actionTypes.filter(hasParameters), (type) =>
        switchOn('name', Object.keys(parametersOf(type)), (name) =>
          switchOn('value', [undefined, ...(parametersOf(type)[name]?.values ?? [])], (value) => [
            `return ${indexOf(type, { [name]: value }) - indexOf(type, {})};`,
          ]),
        ),
      ),
    ),
    '}',
    '',
  ].join('\n');
}

const hasParameters = (type: ActionType) => Object.keys(parametersOf(type)).length > 0;

function indexOf(type: ActionType, given: object): number {
  const complete = JSON.stringify(withDefaults({ type, ...given }));
  return everyAction.findIndex((action) => JSON.stringify(action) === complete);
}

function switchOn<Value>(
  name: string,
  values: readonly Value[],
  answer: (value: Value, position: number) => readonly string[],
): string[] {
  return [
    `switch (${name}) {`,
    ...values.flatMap((value, position) => [
      `  case ${typeof value === 'string' ? `'${value}'` : value}:`,
      ...indented(indented(answer(value, position))),
    ]),
    '  default:',
    `    return ${unknown};`,
    '}',
  ];
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
