/** Checking a property against every state and every step. */
import { type CompleteAction, type ObservationType, parseAction } from '../../lifecycle';
import { reports, type StateSpace, type Step } from '../exploration';
import type { AlwaysProperty, Property, RespondsProperty, StepProperty } from '../properties';
import { type Finding, PropertyError, truth } from './finding';
import { checkLeadsTo } from './liveness';
import { Nodes, stepsTo, stepsToState } from './search';

/** Whether a property holds of everything that can happen. Throws PropertyError where it throws. */
export function checkProperty(space: StateSpace, property: Property): Finding {
  try {
    return check(space, property);
  } catch (error) {
    throw new PropertyError(property.id, error);
  }
}

function check(space: StateSpace, property: Property): Finding {
  switch (property.kind) {
    case 'always':
      return checkAlways(space, property);
    case 'step':
      return property.memory
        ? checkWithMemory(space, property, property.memory)
        : checkStep(space, property);
    case 'leadsTo':
      return checkLeadsTo(space, property);
    case 'responds':
      return checkResponds(space, property);
  }
}

function checkAlways(space: StateSpace, { premise, holds }: AlwaysProperty): Finding {
  const unit = 'states';
  let premiseMet = 0;
  for (const { number, deployment } of space.states) {
    if (!truth(premise(deployment))) continue;
    premiseMet += 1;
    if (truth(holds(deployment))) continue;
    const violation = { steps: stepsToState(space, number), cycle: null };
    return { checked: number + 1, unit, premiseMet, violation };
  }
  return { checked: space.states.length, unit, premiseMet, violation: null };
}

function checkStep(space: StateSpace, { premise, holds }: StepProperty): Finding {
  const unit = 'steps';
  let [checked, premiseMet] = [0, 0];
  // States come in the order of their depth, so the first violation has the fewest steps.
  for (const steps of space.steps) {
    for (const step of steps) {
      checked += 1;
      if (!truth(premise(step, null))) continue;
      premiseMet += 1;
      if (truth(holds(step, null))) continue;
      const leading = stepsToState(space, step.from);
      const violation = { steps: [...leading, step], cycle: null };
      return { checked, unit, premiseMet, violation };
    }
  }
  return { checked, unit, premiseMet, violation: null };
}

function checkWithMemory(
  space: StateSpace,
  { premise, holds }: StepProperty,
  memory: NonNullable<StepProperty['memory']>,
): Finding {
  const unit = 'steps';
  let [checked, premiseMet] = [0, 0];
  const nodes = new Nodes();
  nodes.add(0, memory.initial, null);
  for (const node of nodes.all) {
    for (const step of space.steps[node.state] as readonly Step[]) {
      checked += 1;
      if (truth(premise(step, node.memory))) {
        premiseMet += 1;
        if (!truth(holds(step, node.memory))) {
          const violation = { steps: [...stepsTo(node), step], cycle: null };
          return { checked, unit, premiseMet, violation };
        }
      }
      nodes.add(step.to, memory.after(node.memory, step), { from: node, by: step });
    }
  }
  return { checked, unit, premiseMet, violation: null };
}

/** What is remembered is how many of the observations have come since the action; -1 before it. */
function checkResponds(space: StateSpace, { after, within, to }: RespondsProperty): Finding {
  const unit = 'steps';
  const isAction = sameAction(after);
  let [checked, premiseMet] = [0, 0];
  const nodes = new Nodes();
  nodes.add(0, -1, null);
  for (const node of nodes.all) {
    const came = node.memory as number;
    for (const step of space.steps[node.state] as readonly Step[]) {
      checked += 1;
      const reached = { from: node, by: step };
      // Whatever comes before the action, and whatever is reported in between.
      if (came < 0 || step.kind === 'observation') nodes.add(step.to, came, reached);
      const isNext = came < 0 ? isAction(step) : reports(step, within[came] as ObservationType);
      if (!isNext) continue;
      if (came < 0) premiseMet += 1;
      if (came + 1 < within.length) nodes.add(step.to, came + 1, reached);
      else if (!truth(to(step.after))) {
        const violation = { steps: [...stepsTo(node), step], cycle: null };
        return { checked, unit, premiseMet, violation };
      }
    }
  }
  return { checked, unit, premiseMet, violation: null };
}

function sameAction(action: CompleteAction): (step: Step) => boolean {
  const wanted = parseAction(action);
  return ({ event }) => event === wanted;
}
