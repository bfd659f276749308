/**
 * Compiling the machine: it is asked once about every event in every class of deployments, and the
 * answers are written to `compiled/compiled.ts`, from which the library answers. Only the script
 * `generate` and the tests use this file; a test fails if `compiled.ts` is stale.
 */

import { keysOf } from '../../input';
import { type CompleteAction, everyAction } from '../action';
import {
  type Compiled,
  type CompiledType,
  keyOfFields,
  observationVariants,
  representativeOf,
  requestedFields,
  sampleObservation,
  shortRule,
  toRuns,
  type WrittenReply,
} from '../compiled';
import { createDeployment, type Deployment } from '../deployment';
import type { lifecycleMachine } from '../machine';
import type { LifecycleEvent } from '../observation';
import type { RuleId } from '../rules';
import {
  actionTypes,
  type Capabilities,
  everyCapabilities,
  fullCapabilities,
  observationTypes,
} from '../vocabulary';
import { ask, type MachineAnswer } from './ask';

/** The event that stands for an event index, and the combinations of capabilities to ask with. */
interface Sample {
  readonly type: LifecycleEvent['type'];
  readonly event: LifecycleEvent;
  readonly combinations: readonly Capabilities[];
}

/** By event index. */
const sampleEvents: readonly Sample[] = [
  ...everyAction.map((event: CompleteAction) => {
    return { type: event.type, event, combinations: everyCapabilities };
  }),
  ...observationTypes.flatMap((type) =>
    keysOf(observationVariants).map((variant) => {
      return { type, event: sampleObservation(type, variant), combinations: [fullCapabilities] };
    }),
  ),
];

/** The answers of the machine by event index, then by combination of capabilities. */
type Answers = readonly (readonly MachineAnswer[])[];

/** Returns all answers of a machine, by default the lifecycle itself. Pure; takes seconds. */
export function compileAnswers(machine?: typeof lifecycleMachine): Compiled {
  const answers = new Map<number, Answers>();
  const deployments = [withCheckpoint(createDeployment())];
  // An array can grow while it is iterated: deployments that are added are visited in turn.
  for (const deployment of deployments) {
    const key = classKey(deployment);
    if (answers.has(key)) continue;
    const row = sampleEvents.map(({ event, combinations }) =>
      combinations.map((each) => ask(deployment, event, each, machine)),
    );
    answers.set(key, row);
    deployments.push(...row.flat().map((answer) => withCheckpoint(answer.deployment)));
  }
  const known = new Map(deployments.map((each) => [classKey(each), each]));
  const classes = [...answers.keys()].sort((one, other) => one - other);
  const asked = classes.map((key) => ({
    deployment: known.get(key) as Deployment,
    answers: answers.get(key) as Answers,
  }));
  const changes = changedFieldsByRule(asked);
  const types = [...actionTypes, ...observationTypes].map((type) => [
    type,
    typeOf(type, asked, changes),
  ]);
  return {
    classes: differences(classes),
    reachable: everyCapabilities.map((_, combination) =>
      reachableWith(combination, classes, asked),
    ),
    types: Object.fromEntries(types),
  };
}

interface AskedClass {
  readonly deployment: Deployment;
  readonly answers: Answers;
}

/** Returns which classes can occur with these capabilities: without a checkpoint, then with one. */
function reachableWith(
  combination: number,
  classes: readonly number[],
  asked: readonly AskedClass[],
): string {
  const first = classes.indexOf(classKey(createDeployment()));
  const found = new Set([first]);
  // A Set can grow while it is iterated: nodes that are added are visited in turn.
  for (const node of found) {
    const hasCheckpoint = node >= classes.length;
    const { deployment, answers } = asked[node % classes.length] as AskedClass;
    for (const row of answers) {
      const { deployment: after } = row[row.length > 1 ? combination : 0] as MachineAnswer;
      const gained = after.checkpoint !== deployment.checkpoint;
      found.add(classes.indexOf(classKey(after)) + (hasCheckpoint || gained ? classes.length : 0));
    }
  }
  return toRuns([...classes, ...classes].map((_, node) => (found.has(node) ? 1 : 0)));
}

/** By rule: the fields that it changes in some class. */
type ChangedFields = ReadonlyMap<RuleId, ReadonlySet<keyof Deployment>>;

function changedFieldsByRule(asked: readonly AskedClass[]): ChangedFields {
  const changes = new Map<RuleId, Set<keyof Deployment>>();
  for (const { deployment: before, answers } of asked) {
    for (const { rule, deployment: after } of answers.flat()) {
      const fields = changes.get(rule) ?? new Set();
      for (const field of keysOf(before)) if (before[field] !== after[field]) fields.add(field);
      changes.set(rule, fields);
    }
  }
  return changes;
}

function typeOf(
  type: LifecycleEvent['type'],
  asked: readonly AskedClass[],
  changes: ChangedFields,
): CompiledType {
  const replies = new Numbered<WrittenReply>();
  const indexes = [...sampleEvents.keys()].filter((index) => sampleEvents[index]?.type === type);
  // By class, then by combination of capabilities: the replies to each event index.
  const table = asked.map(({ deployment, answers }) => {
    const combinations = answers[indexes[0] as number] as readonly MachineAnswer[];
    return combinations.map((_, combination) =>
      indexes.map((index) =>
        replies.of(
          writtenReplyOf(
            deployment,
            answers[index]?.[combination] as MachineAnswer,
            index,
            changes,
          ),
        ),
      ),
    );
  });
  const alike = new Numbered<readonly (readonly number[])[]>();
  const by = table[0]?.map((_, combination) =>
    alike.of(table.map((each) => each[combination] as readonly number[])),
  );
  const rows = new Numbered<string>();
  const classes = asked.map((_, classIndex) =>
    rows.of(toRuns(alike.all.flatMap((each) => each[classIndex] as readonly number[]))),
  );
  return {
    replies: replies.all,
    ...(alike.all.length > 1 ? { by: by?.join('') } : {}),
    rows: rows.all,
    classes: toRuns(classes),
  } as CompiledType;
}

/** Numbers values from 0; equal values have the same number. */
class Numbered<Value> {
  readonly all: Value[] = [];
  readonly #numbers = new Map<string, number>();

  of(value: Value): number {
    const key = JSON.stringify(value);
    const number = this.#numbers.get(key) ?? this.all.push(value) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

const classKey = (deployment: Deployment) => keyOfFields(deployment, false);

/** A class does not include the checkpoint; here each deployment has one, to compare with. */
function withCheckpoint(deployment: Deployment): Deployment {
  return representativeOf({ ...deployment, checkpoint: deployment.checkpoint ?? 0 });
}

function writtenReplyOf(
  before: Deployment,
  answer: MachineAnswer,
  index: number,
  changes: ChangedFields,
): WrittenReply {
  const { refusal, deployment: after } = answer;
  const rule = shortRule(answer.rule, (sampleEvents[index] as Sample).type);
  const requested: Partial<Deployment> = requestedFields(everyAction[index]);
  if (refusal !== undefined) return { rule, httpStatus: refusal.httpStatus, code: refusal.code };
  // What a rule changes in one class, it sets in each: so one reply of it serves most of them.
  const isSet = (field: keyof Deployment) =>
    before[field] !== after[field] ||
    (changes.get(answer.rule)?.has(field) && (isOfClass(field) || after[field] === null));
  return { rule, ...effectOf(keysOf(before).filter(isSet), before, after, requested) };
}

/** True for a field that has one value in all deployments of a class, whatever that value is. */
const isOfClass = (field: keyof Deployment) =>
  !['error', 'checkpoint', 'generation'].includes(field);

function effectOf(
  fields: readonly (keyof Deployment)[],
  before: Deployment,
  after: Deployment,
  requested: Partial<Deployment>,
) {
  return Object.fromEntries(
    fields.map((field) => {
      switch (field) {
        case 'error':
          return [field, after.error === null ? 'clear' : 'take'];
        case 'checkpoint':
          return [field, 'take'];
        case 'generation':
          return [field, after.generation - before.generation];
        default:
          return [field, after[field] === requested[field] ? 'take' : after[field]];
      }
    }),
  );
}

const differences = (numbers: readonly number[]) =>
  numbers.map((number, index) => number - (numbers[index - 1] ?? 0));

/**
 * Returns the answers as the source text of `compiled.ts`: one constant for each part, because a
 * bundle holds those alone that its program reads.
 */
export function toSource({ classes, reachable, types }: Compiled): string {
  const blocks = Object.entries(types).flatMap(
    ([type, { replies, by, rows, classes: byClass }]) => [
      `  ${type}: {`,
      '    replies: [',
      ...replies.map((reply) => `      ${JSON.stringify(reply)},`),
      '    ],',
      ...(by === undefined ? [] : [`    by: '${by}',`]),
      `    rows: ${JSON.stringify(rows)},`,
      `    classes: '${byClass}',`,
      '  },',
    ],
  );
  return [
    '/**',
    ' * The answers of the machine to every event in every class of deployments.',
    ' *',
    ' * Generated from the machine by `npm run generate`; `format.ts` says how to read it.',
    ' */',
    "import type { Compiled } from './format';",
    '',
    '/** The classes that can occur. */',
    `export const classDifferences: Compiled['classes'] = ${JSON.stringify(classes)};`,
    '',
    '/** Those that can occur with certain capabilities. */',
    `export const reachableClasses: Compiled['reachable'] = ${JSON.stringify(reachable)};`,
    '',
    '/** The answers. */',
    "export const answersByType: Compiled['types'] = {",
    ...blocks,
    '};',
    '',
  ].join('\n');
}
