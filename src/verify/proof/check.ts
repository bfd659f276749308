/** Checks a property against every state and every transition. */
import { type CompleteAction, type ObservationType, parseAction } from '../../lifecycle';
import { byObservation, type StateSpace, type Transition } from '../exploration';
import type { AlwaysProperty, Property, RespondsProperty, StepProperty } from '../properties';
import { type Finding, PropertyError, strictBoolean } from './finding';
import { checkLeadsTo } from './liveness';
import { runTo, runToState, SearchNodes } from './search';

/** Checks a property of everything that can happen. Throws PropertyError if the property throws. */
export function checkProperty(space: StateSpace, property: Property): Finding {
  try {
    return checkByKind(space, property);
  } catch (error) {
    throw new PropertyError(property.id, error);
  }
}

function checkByKind(space: StateSpace, property: Property): Finding {
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
    if (!strictBoolean(premise(deployment))) continue;
    premiseMet += 1;
    if (strictBoolean(holds(deployment))) continue;
    const violation = { steps: runToState(space, number), cycle: null };
    return { checked: number + 1, unit, premiseMet, violation };
  }
  return { checked: space.states.length, unit, premiseMet, violation: null };
}

function checkStep(space: StateSpace, { premise, holds }: StepProperty): Finding {
  const unit = 'transitions';
  let [checked, premiseMet] = [0, 0];
  // States come in the order of their depth, so the first violation has the fewest steps.
  for (const transitions of space.transitions) {
    for (const transition of transitions) {
      checked += 1;
      if (!strictBoolean(premise(transition, null))) continue;
      premiseMet += 1;
      if (strictBoolean(holds(transition, null))) continue;
      const leading = runToState(space, transition.from);
      const violation = { steps: [...leading, transition], cycle: null };
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
  const unit = 'transitions';
  let [checked, premiseMet] = [0, 0];
  const nodes = new SearchNodes();
  nodes.add(0, memory.initial, null);
  for (const node of nodes.all) {
    for (const transition of space.transitions[node.state] as readonly Transition[]) {
      checked += 1;
      if (strictBoolean(premise(transition, node.memory))) {
        premiseMet += 1;
        if (!strictBoolean(holds(transition, node.memory))) {
          const violation = { steps: [...runTo(node), transition], cycle: null };
          return { checked, unit, premiseMet, violation };
        }
      }
      const after = memory.after(node.memory, transition);
      nodes.add(transition.to, after, { from: node, by: transition });
    }
  }
  return { checked, unit, premiseMet, violation: null };
}

/** The memory of a search node is the number of observations since the action; -1 before it. */
function checkResponds(space: StateSpace, { after, within, to }: RespondsProperty): Finding {
  const unit = 'transitions';
  const isRequested = isThisAction(after);
  let [checked, premiseMet] = [0, 0];
  const nodes = new SearchNodes();
  nodes.add(0, -1, null);
  for (const node of nodes.all) {
    const seen = node.memory as number;
    for (const transition of space.transitions[node.state] as readonly Transition[]) {
      checked += 1;
      const reached = { from: node, by: transition };
      // Anything may happen before the action, and anything may be reported in between.
      if (seen < 0 || transition.kind === 'observation') nodes.add(transition.to, seen, reached);
      const isNext =
        seen < 0
          ? isRequested(transition)
          : byObservation(transition, within[seen] as ObservationType);
      if (!isNext) continue;
      if (seen < 0) premiseMet += 1;
      if (seen + 1 < within.length) nodes.add(transition.to, seen + 1, reached);
      else if (!strictBoolean(to(transition.after))) {
        const violation = { steps: [...runTo(node), transition], cycle: null };
        return { checked, unit, premiseMet, violation };
      }
    }
  }
  return { checked, unit, premiseMet, violation: null };
}

function isThisAction(action: CompleteAction): (transition: Transition) => boolean {
  const wanted = parseAction(action);
  return ({ event }) => event === wanted;
}
