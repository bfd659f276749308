/**
 * Translates the statechart into Promela: its data, its guards, its rows in order, and their
 * effects.
 *
 * A step has two halves, as in XState: both regions first choose a row by the deployment as it was,
 * and only then do the chosen rows change it.
 */
import {
  actionTypes,
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  observationTypes,
} from '../../lifecycle';
import { rules } from '../../lifecycle/rules';
import { type Chart, type ChartRow, chartOf, type Statechart } from '../statechart';
import { statementsOf } from './actions';
import { type GuardTranslator, guardTranslator, insideName } from './guards';
import { eventName, parameterValues, ruleName, stateName } from './names';

/** Translates the machine with these capabilities. Pure. Throws UntranslatableError. */
export function machineText(machine: Statechart, capabilities: Capabilities): string {
  const chart = chartOf(machine.config);
  const guards = guardTranslator(machine);
  // The guards are known only once the rows have asked for them.
  const selection = selectionText(chart, guards);
  return [
    capabilitiesText(capabilities),
    declarationsText(chart),
    statesText(chart),
    guardsText(guards),
    selection,
    applicationText(chart, machine),
  ].join('\n\n');
}

function capabilitiesText(capabilities: Capabilities): string {
  const lines = Object.entries(capabilities).map(([name, has]) => `#define has_${name} ${has}`);
  return ['/* The capabilities of the pipeline: fixed while it is deployed. */', ...lines].join(
    '\n',
  );
}

function declarationsText({ initial }: Chart): string {
  const states = Object.entries(initial).map(
    ([region, leaf]) => `mtype:${region} ${region} = ${stateName(region, leaf)};`,
  );
  const parameters = Object.keys(parameterValues);
  const fields = parameters.map((name) => `mtype:${name} ${name};`);
  const names: Readonly<Record<string, readonly string[]>> = {
    status: deploymentStatuses.map((status) => stateName('status', status)),
    desired: desiredStatuses.map((status) => stateName('desired', status)),
    event: [...actionTypes, ...observationTypes].map(eventName),
    word: ['accepts', 'rejects', 'stales'],
    rule: rules.map(({ id }) => ruleName(id)),
    ...Object.fromEntries(
      parameters.map((name) => [name, parameterValues[name]?.map((value) => `${name}_${value}`)]),
    ),
  };
  return `/* No error, no initial, no policy: the first value of every variable. */
#define null 0
#define no_checkpoint (-1)
${Object.entries(names)
  .map(([type, values]) => `mtype:${type} = { ${values.join(', ')} };`)
  .join('\n')}

/* The deployment: the two planes, and the data beside them. */
${[...states, ...fields].join('\n')}
bool bootstrapApproved;
byte error;
short checkpoint = no_checkpoint;

/* The event that the machine receives. */
mtype:event event;
${parameters.map((name) => `mtype:${name} event_${name};`).join('\n')}
bool event_dismissError, event_force;
bool event_current; /* of the present generation */
bool event_named; /* names a generation */
byte event_error;
short event_checkpoint;

/* The outcome: a row of each region, a verdict with its rule, a new generation. */
short ${Object.keys(initial)
    .map((region) => `${region}_row`)
    .join(', ')};
mtype:word word;
mtype:rule rule;
short answer; /* the HTTP status */
byte words, begun;
#define say(its_word, its_rule, its_answer) \\
  word = its_word; rule = its_rule; answer = its_answer; words++`;
}

function statesText({ states }: Chart): string {
  const lines = states.map(({ path, leaves }) => {
    const [region = ''] = path;
    const states = leaves.map((leaf) => `${region} == ${stateName(region, leaf)}`);
    return `#define ${insideName(path)} (${states.join(' || ')})`;
  });
  return ['/* The states of the chart, outer ones included. */', ...lines].join('\n');
}

function guardsText({ definitions }: GuardTranslator): string {
  const lines = [...definitions].map(([name, expression]) => `#define guard_${name} ${expression}`);
  return ['/* The guards of the machine, under their own names. */', ...lines].join('\n');
}

function selectionText({ rows }: Chart, guards: GuardTranslator): string {
  const lines = rows.map((row, index) => {
    const { region, state, event } = row;
    const condition = `${insideName(state.path)} && event == ${eventName(event)}`;
    return `  row(${region}, ${index + 1}, ${condition}, ${guards.translate(row)})`;
  });
  return `/*
 * The rows of the machine. In each region the first row whose guard holds decides, inner states
 * before outer ones. Both regions look at the deployment as it was before the event.
 */
#define row(region, number, here, guard) \\
  if :: region##_row == 0 && here && guard -> region##_row = number :: else -> skip fi;

inline select_rows() {
${lines.join('\n')}
}`;
}

function applicationText({ rows, initial }: Chart, machine: Statechart): string {
  const effects = (wanted: string) =>
    rows.flatMap((row, index) =>
      row.region === wanted
        ? [`  :: ${wanted}_row == ${index + 1} -> ${rowEffect(row, machine)}`]
        : [],
    );
  const regions = Object.keys(initial).map(
    (region) => `  if\n${effects(region).join('\n')}\n  :: else -> skip\n  fi`,
  );
  return `/* The effects of the rows that decided. */
inline apply_rows() {
${regions.join(';\n')}
}

inline react() { select_rows(); apply_rows() }`;
}

function rowEffect(row: ChartRow, machine: Statechart): string {
  const { region, target } = row;
  const entered = target === null ? [] : [`${region} = ${stateName(region, target)}`];
  const statements = row.actions.flatMap((action) => statementsOf(action, machine));
  return [...statements, ...entered].join('; ') || 'skip';
}
