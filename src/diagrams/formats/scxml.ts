/**
 * Writes SCXML: the machine as a whole, with both regions, for tools in other languages.
 *
 * States and rows are read off the machine, and guards that are built of others are taken apart.
 * The plain functions of the lifecycle are translated by hand below; any other function throws.
 * After each event, `answer` in the data model has the verdict and its rule.
 */
import { actions, type Capabilities, createDeployment } from '../../lifecycle';
import { lifecycleMachine } from '../../lifecycle/machine';
import { type LifecycleMachine, UntranslatableError } from '../../verify';
import {
  type Chart,
  type ChartRow,
  type ChartState,
  chartOf,
  type Guard,
  guardOf,
  type NamedAction,
} from '../../verify/statechart';
import { escapeXml } from './text';

/** The data of a pipeline that was never started; the two statuses are states instead. */
const { status: _, desiredStatus: __, ...data } = createDeployment();

/** Writes the machine with these capabilities. Pure. Throws UntranslatableError. */
export function scxmlOf(machine: LifecycleMachine, capabilities: Capabilities): string {
  const chart = chartOf(machine.config);
  const model = { ...data, capabilities, answer: null };
  const regions = chart.states.filter(({ path }) => path.length === 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" name="pipeline">',
    '  <datamodel>',
    ...Object.entries(model).map(
      ([id, value]) => `    <data id="${id}" expr="${escapeXml(JSON.stringify(value))}"/>`,
    ),
    '  </datamodel>',
    '  <parallel id="pipeline">',
    ...regions.flatMap((region) => scxmlState(region, chart, machine)).map((line) => `    ${line}`),
    '  </parallel>',
    '</scxml>',
    '',
  ].join('\n');
}

function idOf(path: readonly string[]): string {
  return path.join('.');
}

function scxmlState(state: ChartState, chart: Chart, machine: LifecycleMachine): string[] {
  const { path } = state;
  const inner = chart.states.filter(
    (each) => each.path.length === path.length + 1 && idOf(each.path).startsWith(`${idOf(path)}.`),
  );
  const initial =
    inner.length === 0 ? '' : ` initial="${idOf(leafPath(state.initial, state, chart))}"`;
  const rows = chart.rows.filter((row) => row.state === state);
  return [
    `<state id="${idOf(path)}"${initial}>`,
    ...rows.flatMap((row) => transitionOf(row, chart, machine)).map((line) => `  ${line}`),
    ...inner.flatMap((each) => scxmlState(each, chart, machine)).map((line) => `  ${line}`),
    '</state>',
  ];
}

function leafPath(
  leaf: string,
  { path: [region] }: ChartState,
  { states }: Chart,
): readonly string[] {
  const found = states.find(
    ({ path, leaves }) => path[0] === region && path.at(-1) === leaf && leaves.length === 1,
  );
  return found?.path ?? [];
}

function transitionOf(row: ChartRow, chart: Chart, machine: LifecycleMachine): string[] {
  const { event, guard, target, state } = row;
  const condition =
    guard === undefined
      ? ''
      : ` cond="${escapeXml(guardExpression(guardOf(guard, machine), event, machine))}"`;
  // A row of an outer state that leads within it does not leave it.
  const goes =
    target === null ? '' : ` type="internal" target="${idOf(leafPath(target, state, chart))}"`;
  const content = row.actions.flatMap((action) => executableContent(action, event, machine));
  if (content.length === 0) return [`<transition event="${event}"${condition}${goes}/>`];
  return [
    `<transition event="${event}"${condition}${goes}>`,
    ...content.map((line) => `  ${line}`),
    '</transition>',
  ];
}

/** Reads a field of the event; a parameter that is left out has its default. */
function eventField(name: string, event: string): string {
  const parameters: Readonly<Record<string, { readonly default: unknown }>> = Object.hasOwn(
    actions,
    event,
  )
    ? actions[event as keyof typeof actions].parameters
    : {};
  const value = `(_event.data || {}).${name}`;
  if (!Object.hasOwn(parameters, name)) return value;
  return `(${value} === undefined ? ${JSON.stringify(parameters[name]?.default)} : ${value})`;
}

/** The guards of the lifecycle that are plain functions, as ECMAScript expressions. */
const ecmaScriptGuards: Readonly<Record<string, (event: string) => string>> = {
  forced: (event) => eventField('force', event),
  initiallyStandby: (event) => `${eventField('initial', event)} === 'standby'`,
  initiallyPaused: (event) => `${eventField('initial', event)} === 'paused'`,
  undismissedError: (event) => `error !== null && !${eventField('dismissError', event)}`,
  otherInitial: (event) => `initial !== ${eventField('initial', event)}`,
  otherBootstrapPolicy: (event) => `bootstrapPolicy !== ${eventField('bootstrapPolicy', event)}`,
  standbyNotAllowed: (event) =>
    `${eventField('initial', event)} === 'standby' && !capabilities.standby`,
  withoutCheckpointing: () => '!capabilities.checkpointing',
  notSuspendable: () => '!capabilities.suspendable',
  withoutError: () => 'error === null',
  currentGeneration: (event) =>
    `${eventField('generation', event)} === undefined || ${eventField('generation', event)} === generation`,
  namesGeneration: (event) => `generation > 0 && ${eventField('generation', event)} !== undefined`,
  awaitApprovalPolicy: () => "bootstrapPolicy === 'await_approval'",
  approved: () => 'bootstrapApproved',
};

function guardExpression(guard: Guard, event: string, machine: LifecycleMachine): string {
  switch (guard.kind) {
    case 'in':
      return `In('${idOf(guard.path)}')`;
    case 'not':
      return `!(${guardExpression(guard.part, event, machine)})`;
    case 'named': {
      if (guard.meaning !== null) return guardExpression(guard.meaning, event, machine);
      const written = isOwn('guards', guard.name, machine)
        ? ecmaScriptGuards[guard.name]
        : undefined;
      if (written !== undefined) return `(${written(event)})`;
      throw new UntranslatableError(`the guard '${guard.name}'`, 'it has no translation');
    }
    default: {
      const parts = guard.parts.map((part) => guardExpression(part, event, machine));
      return `(${parts.join(guard.kind === 'and' ? ' && ' : ' || ')})`;
    }
  }
}

/** Returns true if this is the lifecycle's own guard or action of that name. */
function isOwn(kind: 'guards' | 'actions', name: string, machine: LifecycleMachine): boolean {
  const [theirs, ours] = [machine, lifecycleMachine].map(
    ({ implementations }) => Object.getOwnPropertyDescriptor(implementations[kind], name)?.value,
  );
  return ours !== undefined && theirs === ours;
}

/** The assignments of the lifecycle that compute a value, as ECMAScript expressions. */
const ecmaScriptActions: Readonly<
  Record<string, (event: string) => Readonly<Record<string, string>>>
> = {
  begin: (event) => ({
    initial: eventField('initial', event),
    bootstrapPolicy: eventField('bootstrapPolicy', event),
    error: 'null',
    generation: 'generation + 1',
  }),
  recordError: (event) => ({ error: eventField('error', event) }),
  recordCheckpoint: (event) => ({
    checkpoint: `Math.max(checkpoint === null ? 0 : checkpoint, ${eventField('checkpoint', event)})`,
  }),
};

function executableContent(
  { type, params }: NamedAction,
  event: string,
  machine: LifecycleMachine,
): string[] {
  if (['accept', 'reject', 'stale'].includes(type)) {
    const answer = JSON.stringify({ word: type, ...(params as object) });
    return [`<assign location="answer" expr="${escapeXml(answer)}"/>`];
  }
  return Object.entries(assignmentsOf(type, event, machine)).map(
    ([field, value]) => `<assign location="${field}" expr="${escapeXml(value)}"/>`,
  );
}

function assignmentsOf(
  type: string,
  event: string,
  machine: LifecycleMachine,
): Readonly<Record<string, string>> {
  const written = isOwn('actions', type, machine) ? ecmaScriptActions[type] : undefined;
  if (written !== undefined) return written(event);
  const implementation = (machine.implementations.actions as Readonly<Record<string, unknown>>)[
    type
  ];
  const { assignment } = (implementation ?? {}) as { readonly assignment?: unknown };
  if (typeof assignment !== 'object' || assignment === null) {
    throw new UntranslatableError(`the action '${type}'`, 'it has no translation');
  }
  return Object.fromEntries(
    Object.entries(assignment).map(([field, value]) => {
      // A function computes its value, so it has no expression here.
      const expression: string | undefined = JSON.stringify(value);
      if (Object.hasOwn(data, field) && expression !== undefined) return [field, expression];
      throw new UntranslatableError(`the action '${type}'`, `it assigns ${field}`);
    }),
  );
}
