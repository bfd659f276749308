/**
 * Compiling the machine: every question that can be asked is asked once, and the answers are written
 * down as `compiled.ts`. The library answers from there; only `npm run generate` and the tests come
 * here, and a test fails when the file does not say what the machine says.
 */
import { type CompleteAction, everyAction } from './action';
import { type Answer, ask } from './ask';
import { type Compiled, type CompiledReply, type CompiledSlot, toColumn } from './compiled-format';
import { keyOf } from './control';
import { createDeployment, type Deployment } from './deployment';
import type { LifecycleEvent } from './dialect';
import type { lifecycleMachine } from './machine';
import { representative, sampleObservation } from './representative';
import { observed } from './slots';
import {
  actionTypes,
  type Capabilities,
  everyCapabilities,
  fullCapabilities,
  keysOf,
  observationTypes,
} from './vocabulary';

/** A slot with an event that stands for all of it; the event of an observation may not exist. */
interface Sample {
  readonly type: LifecycleEvent['type'];
  readonly event: LifecycleEvent | null;
  readonly combinations: readonly Capabilities[];
}

const samples: readonly Sample[] = [
  ...everyAction.map((event: CompleteAction) => {
    return { type: event.type, event, combinations: everyCapabilities };
  }),
  ...observationTypes.flatMap((type) =>
    keysOf(observed).map((kind) => {
      return { type, event: sampleObservation(type, kind), combinations: [fullCapabilities] };
    }),
  ),
];

/** Everything that a machine, by default the lifecycle itself, answers. Pure; takes seconds. */
export function compile(machine?: typeof lifecycleMachine): Compiled {
  const answers = new Map<number, readonly (readonly Answer[])[]>();
  const waiting = [withCheckpoint(createDeployment())];
  for (const deployment of waiting) {
    const key = classKey(deployment);
    if (answers.has(key)) continue;
    const row = samples.map(({ event, combinations }) =>
      event === null ? [] : combinations.map((each) => ask(deployment, event, each, machine)),
    );
    answers.set(key, row);
    waiting.push(...row.flat().map((answer) => withCheckpoint(answer.deployment)));
  }
  const deployments = new Map(waiting.map((each) => [classKey(each), each]));
  const classes = [...answers.keys()].sort((one, other) => one - other);
  const types = [...actionTypes, ...observationTypes].map((type) => {
    const replies = new Replies();
    const slots = samples.flatMap((sample, slot) => {
      if (sample.type !== type) return [];
      if (sample.event === null) return [null];
      const columns = sample.combinations.map((_, combination) =>
        toColumn(
          classes.map((key) => {
            const answer = answers.get(key)?.[slot]?.[combination] as Answer;
            return replies.positionOf(deployments.get(key) as Deployment, answer);
          }),
        ),
      );
      return [slotOf(columns)];
    });
    return [type, { replies: replies.all, slots }] as const;
  });
  return { classes, types: Object.fromEntries(types) };
}

const classKey = (deployment: Deployment) => keyOf(deployment, false);

/** Classes do not tell whether there is a checkpoint; every sample has one, to compare with. */
function withCheckpoint(deployment: Deployment): Deployment {
  return representative({ ...deployment, checkpoint: deployment.checkpoint ?? 0 });
}

function slotOf(columns: readonly string[]): CompiledSlot {
  const distinct = [...new Set(columns)];
  if (distinct.length === 1) return { columns: distinct };
  return { columns: distinct, by: columns.map((column) => distinct.indexOf(column)).join('') };
}

/** The replies to one type of event, each once. */
class Replies {
  readonly all: CompiledReply[] = [];
  readonly #positions = new Map<string, number>();

  positionOf(before: Deployment, { rule, deployment: after }: Answer): number {
    const reply = { rule, ...effectOf(before, after) };
    const key = JSON.stringify(reply);
    const position = this.#positions.get(key) ?? this.all.push(reply) - 1;
    this.#positions.set(key, position);
    return position;
  }
}

function effectOf(before: Deployment, after: Deployment) {
  const changed = keysOf(before).filter((field) => before[field] !== after[field]);
  return Object.fromEntries(
    changed.map((field) => {
      switch (field) {
        case 'error':
          return [field, after.error === null ? 'clear' : 'take'];
        case 'checkpoint':
          return [field, 'take'];
        case 'generation':
          return [field, after.generation - before.generation];
        default:
          return [field, after[field]];
      }
    }),
  );
}

/** The answers as the source text of `compiled.ts`. */
export function toSource({ classes, types }: Compiled): string {
  const blocks = Object.entries(types).map(([type, { replies, slots }]) =>
    [
      `    ${type}: {`,
      '      replies: [',
      ...replies.map((reply) => `        ${JSON.stringify(reply)},`),
      '      ],',
      '      slots: [',
      ...slots.map((slot) => `        ${JSON.stringify(slot)},`),
      '      ],',
      '    },',
    ].join('\n'),
  );
  return [
    '/**',
    ' * What the machine answers to every event in every class of deployments.',
    ' *',
    ' * Generated from the machine by `npm run generate`; `compiled-format.ts` says how to read it.',
    ' */',
    "import type { Compiled } from './compiled-format';",
    '',
    '/** The answers of the machine. */',
    'export const compiled: Compiled = {',
    `  classes: ${JSON.stringify(classes)},`,
    '  types: {',
    ...blocks,
    '  },',
    '};',
    '',
  ].join('\n');
}
