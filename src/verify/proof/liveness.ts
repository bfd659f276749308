/**
 * Decides what a fair runner reaches, on the graph of its moves.
 *
 * A run that never reaches its goal stays, from some point on, in one strongly connected component of the
 * states short of the goal. Such a run is fair unless some step of `reconcile` is asked for in all of
 * these states and never completed among them. So the property is violated if and only if a component
 * without such a step can be reached; the search has no bound.
 */

import type { StepType } from '../../lifecycle';
import { type RunnerMove, runnerMoves, type StateSpace, type Transition } from '../exploration';
import type { LeadsToProperty } from '../properties';
import { componentsOf } from './components';
import { type Finding, strictBoolean } from './finding';
import { runTo, type SearchNode, SearchNodes } from './search';

/** Checks that every fair run from a deployment `from` reaches a deployment `to`. */
export function checkLeadsTo(space: StateSpace, { from, to }: LeadsToProperty): Finding {
  const unit = 'states';
  const isShort = space.states.map(({ deployment }) => !strictBoolean(to(deployment)));
  const isStart = space.states.map(
    ({ deployment }, state) => strictBoolean(from(deployment)) && isShort[state],
  );
  const premiseMet = isStart.filter(Boolean).length;
  const allMoves = runnerMoves(space);
  const moves = allMoves.map((each, state) =>
    isShort[state] ? each.filter(({ transition }) => isShort[transition.to]) : [],
  );
  const traps = trapsIn(moves, allMoves);

  // Before a start anything may happen; after it, only moves of the runner short of the goal.
  const nodes = new SearchNodes();
  const visit = (state: number, reached: SearchNode['reached']) => {
    nodes.add(state, 'before', reached);
    if (isStart[state]) nodes.add(state, 'started', reached);
  };
  visit(0, null);
  let checked = 0;
  for (const node of nodes.all) {
    const reached = (by: Transition) => ({ from: node, by });
    if (node.memory === 'before') {
      for (const transition of space.transitions[node.state] as readonly Transition[]) {
        visit(transition.to, reached(transition));
      }
      continue;
    }
    checked += 1;
    const trap = traps[node.state];
    if (trap) {
      const cycle = cycleFrom(node.state, trap, moves, allMoves);
      return { checked, unit, premiseMet, violation: { steps: runTo(node), cycle } };
    }
    for (const { transition } of moves[node.state] as Moves) {
      nodes.add(transition.to, 'started', reached(transition));
    }
  }
  return { checked, unit, premiseMet, violation: null };
}

type Moves = readonly RunnerMove[];
type Component = ReadonlySet<number>;

/** By state: the component in which a fair run can stay for ever, if the state is in one. */
function trapsIn(
  moves: readonly Moves[],
  allMoves: readonly Moves[],
): readonly (Component | null)[] {
  const traps = new Array<Component | null>(moves.length).fill(null);
  const next = moves.map((each) => each.map(({ transition }) => transition.to));
  for (const component of componentsOf(next)) {
    const states = new Set(component);
    const asked = new Set(component.map((state) => completableStep(allMoves[state] as Moves)));
    const [step = null] = asked;
    // Asked for everywhere and completed only on the way out: no fair run stays.
    const mustLeave =
      asked.size === 1 && step !== null && !movesWithin(states, moves).some(completing(step));
    if (!mustLeave) for (const state of component) traps[state] = states;
  }
  return traps;
}

/** The step that the runner can complete in a state: the one that `reconcile` asks for. */
function completableStep(moves: Moves): StepType | null {
  return moves.find(({ completes }) => completes !== null)?.completes ?? null;
}

const completing = (step: StepType | null) => (move: RunnerMove) => move.completes === step;

/** The moves that stay within a component. */
function movesWithin(component: Component, moves: readonly Moves[]): Moves {
  return [...component].flatMap((state) =>
    (moves[state] as Moves).filter(({ transition }) => component.has(transition.to)),
  );
}

/** A shortest cycle that a fair run can repeat for ever; empty if nothing need happen here. */
function cycleFrom(
  start: number,
  component: Component,
  moves: readonly Moves[],
  allMoves: readonly Moves[],
): readonly Transition[] {
  const asked = completableStep(allMoves[start] as Moves);
  if (asked === null) return [];
  // A fair cycle completes the step, or passes a state in which it is not asked for.
  const elsewhere = [...component].filter(
    (state) => completableStep(allMoves[state] as Moves) !== asked,
  );
  const completions = movesWithin(component, moves).filter(completing(asked));
  const cycles = [
    ...elsewhere.map((state) => [
      ...shortestRun(start, state, component, moves),
      ...shortestRun(state, start, component, moves),
    ]),
    ...completions.map(({ transition }) => [
      ...shortestRun(start, transition.from, component, moves),
      transition,
      ...shortestRun(transition.to, start, component, moves),
    ]),
  ];
  return cycles.reduce((shortest, each) => (each.length < shortest.length ? each : shortest));
}

/** A shortest run of moves from one state of a component to another. */
function shortestRun(from: number, to: number, component: Component, moves: readonly Moves[]) {
  const nodes = new SearchNodes();
  nodes.add(from, null, null);
  for (const node of nodes.all) {
    if (node.state === to) return runTo(node);
    for (const { transition } of moves[node.state] as Moves) {
      if (!component.has(transition.to)) continue;
      nodes.add(transition.to, null, { from: node, by: transition });
    }
  }
  throw new Error('Impossible: two states of a component are not connected.');
}
