/**
 * The work of every contestant: two sequences of events, and a fleet.
 *
 * An event is an action of a user or an observation of the runner, of the kinds that the table
 * distinguishes: every action with every combination of its parameters, and every observation of an
 * earlier generation and of none. Observations that name the present generation are left out,
 * because a replay may begin at any. The trail says what becomes of each event.
 */
import { createDeployment, decide, observe, parseDeployment } from 'pipeline-lifecycle';
import { compile } from 'pipeline-lifecycle/table';
import { randomFrom } from './random.mjs';

const length = 1000;
const table = compile();
const kinds = Array.from({ length: table.eventCount }, (_, kind) => table.decodeEvent(kind));
const actionCount = kinds.findIndex((event) => !isAction(event));
/** The kinds that events are drawn from; 1 is the generation that the table decodes. */
const drawn = [...kinds.keys()].filter((kind) => kinds[kind].generation !== 1);

function isAction(event) {
  return table.verdict(0, table.encodeEvent(event)).httpStatus !== null;
}

/** A stopped pipeline that was deployed before, so that generation 0 is an earlier one. */
export const start = parseDeployment({ ...createDeployment(), generation: 1 });

/** The sequences by name. That of the fleet is long, so it only says how it is made. */
export const sequences = {
  /** Draws each event from those that are accepted or applied. */
  legal: sequenceOf('legal', (deployment, random) => {
    const accepted = drawn.filter((kind) => resultOf(deployment, kinds[kind], kind).accepted);
    return accepted[random(accepted.length)];
  }),
  /** Draws each event from all of them; most are refused. */
  uniform: sequenceOf('uniform', (_, random) => drawn[random(drawn.length)]),
  fleet: fleetOf(1_000_000),
};

function sequenceOf(name, draw) {
  const random = randomFrom(7);
  const steps = [];
  const trail = [];
  let deployment = start;
  for (let position = 0; position < length; position += 1) {
    const kind = draw(deployment, random);
    // The number of a checkpoint is its position, so each is higher than the last.
    const event =
      'checkpoint' in kinds[kind] ? { ...kinds[kind], checkpoint: position } : kinds[kind];
    const result = resultOf(deployment, event, kind);
    steps.push({ isAction: kind < actionCount, event, kind });
    trail.push(result);
    deployment = result.deployment;
  }
  const generations = deployment.generation;
  return { name, start, steps, trail, generations };
}

function resultOf(deployment, event, kind) {
  return kind < actionCount ? decide(deployment, event) : observe(deployment, event);
}

/** Machines in random states, with a random event each; the trail has the first ones. */
function fleetOf(size) {
  const seeds = { states: 11, events: 13 };
  const [state, event] = [randomFrom(seeds.states), randomFrom(seeds.events)];
  const trail = Array.from({ length }, () => {
    const [before, kind] = [state(table.stateCount), event(table.eventCount)];
    return { state: table.step(before, kind), accepted: table.verdict(before, kind).accepted };
  });
  return { name: 'fleet', size, seeds, trail };
}
