/**
 * The statechart in Promela: what it knows, its guards, its rows in order, and what each row does.
 *
 * A step is taken in two halves, as XState takes it: both regions choose a row by the deployment as
 * it was, and only then do the chosen rows change it.
 */
import {
  actionTypes,
  type Capabilities,
  deploymentStatuses,
  desiredStatuses,
  observationTypes,
} from '../../lifecycle';
import { rules } from '../../lifecycle/rules';
import { type Chart, chartOf, type Row, type Statechart } from '../statechart';
import { statementsOf } from './actions';
import { type GuardTranslator, guardTranslator, placeName } from './guards';
import { eventName, ruleName, stateName, wordsOf } from './names';

/** The machine with these capabilities. Pure. Throws UntranslatableError. */
export function machineText(machine: Statechart, capabilities: Capabilities): string {
  const chart = chartOf(machine.config);
  const guards = guardTranslator(machine);
  // The guards are known only once the rows have asked for them.
  const selection = selectionText(chart, guards);
  return [
    capabilitiesText(capabilities),
    declarationsText(chart),
    placesText(chart),
    guardsText(guards),
    selection,
    applicationText(chart, machine),
  ].join('\n\n');
}

function capabilitiesText(capabilities: Capabilities): string {
  const lines = Object.entries(capabilities).map(([name, has]) => `#define has_${name} ${has}`);
  return ['/* What the pipeline can do: fixed while it is deployed. */', ...lines].join('\n');
}

function declarationsText({ initial }: Chart): string {
  const states = Object.entries(initial).map(
    ([region, leaf]) => `mtype:${region} ${region} = ${stateName(region, leaf)};`,
  );
  const parameters = Object.keys(wordsOf);
  const fields = parameters.map((name) => `mtype:${name} ${name};`);
  const names: Readonly<Record<string, readonly string[]>> = {
    status: deploymentStatuses.map((status) => stateName('status', status)),
    desired: desiredStatuses.map((status) => stateName('desired', status)),
    event: [...actionTypes, ...observationTypes].map(eventName),
    word: ['accepts', 'rejects', 'stales'],
    rule: rules.map(({ id }) => ruleName(id)),
    ...Object.fromEntries(
      parameters.map((name) => [name, wordsOf[name]?.map((value) => `${name}_${value}`)]),
    ),
  };
  return `/* No error, no initial, no policy; variables begin with it. */
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

/* The event that is taken in. */
mtype:event event;
${parameters.map((name) => `mtype:${name} event_${name};`).join('\n')}
bool event_dismissError, event_force;
bool event_current; /* of the present generation */
byte event_error;
short event_checkpoint;

/* What the machine makes of it: a row of each region, a word with its rule, a new generation. */
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

function placesText({ places }: Chart): string {
  const lines = places.map(({ path, leaves }) => {
    const [region = ''] = path;
    const states = leaves.map((leaf) => `${region} == ${stateName(region, leaf)}`);
    return `#define ${placeName(path)} (${states.join(' || ')})`;
  });
  return ['/* The states of the chart, outer ones included. */', ...lines].join('\n');
}

function guardsText({ definitions }: GuardTranslator): string {
  const lines = [...definitions].map(([name, expression]) => `#define guard_${name} ${expression}`);
  return ['/* The guards of the machine, by its names for them. */', ...lines].join('\n');
}

function selectionText({ rows }: Chart, guards: GuardTranslator): string {
  const lines = rows.map((row, index) => {
    const { region, place, event } = row;
    const condition = `${placeName(place.path)} && event == ${eventName(event)}`;
    return `  row(${region}, ${index + 1}, ${condition}, ${guards.translate(row)})`;
  });
  return `/*
 * The rows of the machine. In each region the first one decides whose guard holds, inner states
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
        ? [`  :: ${wanted}_row == ${index + 1} -> ${effectOf(row, machine)}`]
        : [],
    );
  const regions = Object.keys(initial).map(
    (region) => `  if\n${effects(region).join('\n')}\n  :: else -> skip\n  fi`,
  );
  return `/* What the rows that decided do. */
inline apply_rows() {
${regions.join(';\n')}
}

inline react() { select_rows(); apply_rows() }`;
}

function effectOf(row: Row, machine: Statechart): string {
  const { region, target } = row;
  const entered = target === null ? [] : [`${region} = ${stateName(region, target)}`];
  const statements = row.actions.flatMap((action) => statementsOf(action, machine));
  return [...statements, ...entered].join('; ') || 'skip';
}
