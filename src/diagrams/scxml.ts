/**
 * SCXML: the machine as a whole, both regions, for tools of other languages.
 *
 * The states and rows are read off the machine. What is built of other guards is taken apart; what a plain
 * function asks or assigns is said by hand below, for the lifecycle's own, and any other one is refused.
 * After each event, `answer` in the data model says what became of it, and by which rule.
 */
import { actions, type Capabilities, createDeployment } from '../lifecycle';
import { lifecycleMachine } from '../lifecycle/machine';
import { type LifecycleMachine, UntranslatableError } from '../verify';
import {
  type Chart,
  chartOf,
  type Guard,
  guardOf,
  type NamedAction,
  type Place,
  type Row,
} from '../verify/statechart';
import { xml } from './text';

/** The data of a pipeline that was never started: the two statuses are states, and not among them. */
const { status: _, desiredStatus: __, ...data } = createDeployment();

/** The machine with these capabilities. Pure. Throws UntranslatableError. */
export function scxmlOf(machine: LifecycleMachine, capabilities: Capabilities): string {
  const chart = chartOf(machine.config);
  const model = { ...data, capabilities, answer: null };
  const regions = chart.places.filter(({ path }) => path.length === 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" name="pipeline">',
    '  <datamodel>',
    ...Object.entries(model).map(
      ([id, value]) => `    <data id="${id}" expr="${xml(JSON.stringify(value))}"/>`,
    ),
    '  </datamodel>',
    '  <parallel id="pipeline">',
    ...regions.flatMap((region) => stateOf(region, chart, machine)).map((line) => `    ${line}`),
    '  </parallel>',
    '</scxml>',
    '',
  ].join('\n');
}

function idOf(path: readonly string[]): string {
  return path.join('.');
}

function stateOf(place: Place, chart: Chart, machine: LifecycleMachine): string[] {
  const { path } = place;
  const inner = chart.places.filter(
    (each) => each.path.length === path.length + 1 && idOf(each.path).startsWith(`${idOf(path)}.`),
  );
  const initial =
    inner.length === 0 ? '' : ` initial="${idOf(leafPath(place.initial, place, chart))}"`;
  const rows = chart.rows.filter((row) => row.place === place);
  return [
    `<state id="${idOf(path)}"${initial}>`,
    ...rows.flatMap((row) => transitionOf(row, chart, machine)).map((line) => `  ${line}`),
    ...inner.flatMap((each) => stateOf(each, chart, machine)).map((line) => `  ${line}`),
    '</state>',
  ];
}

function leafPath(leaf: string, { path: [region] }: Place, { places }: Chart): readonly string[] {
  const found = places.find(
    ({ path, leaves }) => path[0] === region && path.at(-1) === leaf && leaves.length === 1,
  );
  return found?.path ?? [];
}

function transitionOf(row: Row, chart: Chart, machine: LifecycleMachine): string[] {
  const { event, guard, target, place } = row;
  const condition =
    guard === undefined
      ? ''
      : ` cond="${xml(conditionOf(guardOf(guard, machine), event, machine))}"`;
  // A row of a group that leads within the group does not leave it.
  const goes =
    target === null ? '' : ` type="internal" target="${idOf(leafPath(target, place, chart))}"`;
  const content = row.actions.flatMap((action) => contentOf(action, event, machine));
  if (content.length === 0) return [`<transition event="${event}"${condition}${goes}/>`];
  return [
    `<transition event="${event}"${condition}${goes}>`,
    ...content.map((line) => `  ${line}`),
    '</transition>',
  ];
}

/** A field that an event may carry; a parameter that is left out has its default. */
function given(name: string, event: string): string {
  const parameters: Readonly<Record<string, { readonly default: unknown }>> =
    event in actions ? actions[event as keyof typeof actions].parameters : {};
  const value = `(_event.data || {}).${name}`;
  if (!(name in parameters)) return value;
  return `(${value} === undefined ? ${JSON.stringify(parameters[name]?.default)} : ${value})`;
}

/** The guards of the lifecycle that are plain functions, in ECMAScript. */
const plainGuards: Readonly<Record<string, (event: string) => string>> = {
  forced: (event) => given('force', event),
  initiallyStandby: (event) => `${given('initial', event)} === 'standby'`,
  initiallyPaused: (event) => `${given('initial', event)} === 'paused'`,
  undismissedError: (event) => `error !== null && !${given('dismissError', event)}`,
  otherInitial: (event) => `initial !== ${given('initial', event)}`,
  otherBootstrapPolicy: (event) => `bootstrapPolicy !== ${given('bootstrapPolicy', event)}`,
  standbyNotAllowed: (event) => `${given('initial', event)} === 'standby' && !capabilities.standby`,
  withoutCheckpointing: () => '!capabilities.checkpointing',
  notSuspendable: () => '!capabilities.suspendable',
  withoutError: () => 'error === null',
  currentGeneration: (event) =>
    `${given('generation', event)} === undefined || ${given('generation', event)} === generation`,
  awaitApprovalPolicy: () => "bootstrapPolicy === 'await_approval'",
  approved: () => 'bootstrapApproved',
};

function conditionOf(guard: Guard, event: string, machine: LifecycleMachine): string {
  switch (guard.kind) {
    case 'in':
      return `In('${idOf(guard.path)}')`;
    case 'not':
      return `!(${conditionOf(guard.part, event, machine)})`;
    case 'named': {
      if (guard.meaning !== null) return conditionOf(guard.meaning, event, machine);
      const written = own('guards', guard.name, machine) ? plainGuards[guard.name] : undefined;
      if (written !== undefined) return `(${written(event)})`;
      throw new UntranslatableError(`the guard '${guard.name}'`, 'nobody has said what it means');
    }
    default: {
      const parts = guard.parts.map((part) => conditionOf(part, event, machine));
      return `(${parts.join(guard.kind === 'and' ? ' && ' : ' || ')})`;
    }
  }
}

/** Whether this is the lifecycle's own guard or action of that name. */
function own(kind: 'guards' | 'actions', name: string, machine: LifecycleMachine): boolean {
  const [theirs, ours] = [machine, lifecycleMachine].map(
    ({ implementations }) => Object.getOwnPropertyDescriptor(implementations[kind], name)?.value,
  );
  return ours !== undefined && theirs === ours;
}

/** The assignments of the lifecycle that compute what they assign. */
const plainActions: Readonly<Record<string, (event: string) => Readonly<Record<string, string>>>> =
  {
    begin: (event) => ({
      initial: given('initial', event),
      bootstrapPolicy: given('bootstrapPolicy', event),
      error: 'null',
      generation: 'generation + 1',
    }),
    recordError: (event) => ({ error: given('error', event) }),
    recordCheckpoint: (event) => ({
      checkpoint: `Math.max(checkpoint === null ? 0 : checkpoint, ${given('checkpoint', event)})`,
    }),
  };

function contentOf(
  { type, params }: NamedAction,
  event: string,
  machine: LifecycleMachine,
): string[] {
  if (['accept', 'reject', 'stale'].includes(type)) {
    const answer = JSON.stringify({ word: type, ...(params as object) });
    return [`<assign location="answer" expr="${xml(answer)}"/>`];
  }
  return Object.entries(assignmentsOf(type, event, machine)).map(
    ([field, value]) => `<assign location="${field}" expr="${xml(value)}"/>`,
  );
}

function assignmentsOf(
  type: string,
  event: string,
  machine: LifecycleMachine,
): Readonly<Record<string, string>> {
  const written = own('actions', type, machine) ? plainActions[type] : undefined;
  if (written !== undefined) return written(event);
  const implementation = (machine.implementations.actions as Readonly<Record<string, unknown>>)[
    type
  ];
  const { assignment } = (implementation ?? {}) as { readonly assignment?: unknown };
  if (typeof assignment !== 'object' || assignment === null) {
    throw new UntranslatableError(`the action '${type}'`, 'nobody has said what it does');
  }
  return Object.fromEntries(
    Object.entries(assignment).map(([field, value]) => {
      // A function, which computes what it assigns, has no expression.
      const expression: string | undefined = JSON.stringify(value);
      if (Object.hasOwn(data, field) && expression !== undefined) return [field, expression];
      throw new UntranslatableError(`the action '${type}'`, `it assigns ${field}`);
    }),
  );
}
