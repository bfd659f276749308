/**
 * Deciding what a fair runner reaches, on the graph of its moves.
 *
 * A run that never gets to its goal stays, from some point on, in states that lead back to each other:
 * in one strongly connected component of the states short of the goal, or in a single one for good. It
 * is fair unless some step of `reconcile` is asked for in all of them and never reported done there. So
 * the property is violated exactly where a component without such a step can be reached; nothing is
 * searched to a bound.
 */

import type { StepType } from '../../lifecycle';
import { type RunnerMove, runnerMoves, type StateSpace, type Step } from '../exploration';
import type { LeadsToProperty } from '../properties';
import { componentsOf } from './components';
import { type Finding, truth } from './finding';
import { type Node, Nodes, stepsTo } from './search';

/** Whether every fair run from `from` gets to `to`. */
export function checkLeadsTo(space: StateSpace, { from, to }: LeadsToProperty): Finding {
  const isShort = space.states.map(({ deployment }) => !truth(to(deployment)));
  const isStart = space.states.map(
    ({ deployment }, state) => truth(from(deployment)) && isShort[state],
  );
  const premiseMet = isStart.filter(Boolean).length;
  const all = runnerMoves(space);
  const moves = all.map((each, state) =>
    isShort[state] ? each.filter(({ step }) => isShort[step.to]) : [],
  );
  const traps = trapsIn(moves, all);

  // Anything may happen before a start; from there on, what a runner does short of the goal.
  const nodes = new Nodes();
  const visit = (state: number, reached: Node['reached']) => {
    nodes.add(state, 'before', reached);
    if (isStart[state]) nodes.add(state, 'watched', reached);
  };
  visit(0, null);
  let checked = 0;
  for (const node of nodes.all) {
    const by = (step: Step) => ({ from: node, by: step });
    if (node.memory === 'before') {
      for (const step of space.steps[node.state] as readonly Step[]) visit(step.to, by(step));
      continue;
    }
    checked += 1;
    const trap = traps[node.state];
    if (trap) {
      const cycle = cycleFrom(node.state, trap, moves, all);
      return { checked, unit: 'states', premiseMet, violation: { steps: stepsTo(node), cycle } };
    }
    for (const { step } of moves[node.state] as Moves) {
      nodes.add(step.to, 'watched', by(step));
    }
  }
  return { checked, unit: 'states', premiseMet, violation: null };
}

type Moves = readonly RunnerMove[];
type Component = ReadonlySet<number>;

/** By state: the component in which a fair run can stay for good, if the state is in one. */
function trapsIn(moves: readonly Moves[], all: readonly Moves[]): readonly (Component | null)[] {
  const traps = new Array<Component | null>(moves.length).fill(null);
  const next = moves.map((each) => each.map(({ step }) => step.to));
  for (const component of componentsOf(next)) {
    const states = new Set(component);
    const types = new Set(component.map((state) => stepDone(all[state] as Moves)));
    const [type = null] = types;
    // Asked for everywhere, and never done without leaving: then no fair run stays.
    const leaves = types.size === 1 && type !== null && !insides(states, moves).some(doing(type));
    if (!leaves) for (const state of component) traps[state] = states;
  }
  return traps;
}

/** The step that can be reported done in a state; it is the one that `reconcile` asks for. */
function stepDone(moves: Moves): StepType | null {
  return moves.find(({ does }) => does !== null)?.does ?? null;
}

const doing = (type: StepType | null) => (move: RunnerMove) => move.does === type;

/** The moves within a component. */
function insides(component: Component, moves: readonly Moves[]): Moves {
  return [...component].flatMap((state) =>
    (moves[state] as Moves).filter(({ step }) => component.has(step.to)),
  );
}

/** Steps within a component that can be repeated for ever, fairly; none where nothing need happen. */
function cycleFrom(
  start: number,
  component: Component,
  moves: readonly Moves[],
  all: readonly Moves[],
): readonly Step[] {
  const asked = stepDone(all[start] as Moves);
  if (asked === null) return [];
  // Fair is what either does the step, or comes to where it is not asked for.
  const elsewhere = [...component].filter((state) => stepDone(all[state] as Moves) !== asked);
  const doers = insides(component, moves).filter(doing(asked));
  const courses = [
    ...elsewhere.map((state) => [
      ...course(start, state, component, moves),
      ...course(state, start, component, moves),
    ]),
    ...doers.map(({ step }) => [
      ...course(start, step.from, component, moves),
      step,
      ...course(step.to, start, component, moves),
    ]),
  ];
  return courses.reduce((shortest, each) => (each.length < shortest.length ? each : shortest));
}

/** The fewest moves from one state of a component to another. */
function course(from: number, to: number, component: Component, moves: readonly Moves[]) {
  const nodes = new Nodes();
  nodes.add(from, null, null);
  for (const node of nodes.all) {
    if (node.state === to) return stepsTo(node);
    for (const { step } of moves[node.state] as Moves) {
      if (component.has(step.to)) nodes.add(step.to, null, { from: node, by: step });
    }
  }
  throw new Error('Impossible: two states of a component are not connected.');
}
