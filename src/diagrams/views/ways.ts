/**
 * The ways from one status to another: by an action, which is the cause, or by the runner alone.
 *
 * An action is the cause if it makes the runner take another way than before: from the settled
 * deployments of a status or, if none is settled, from all of them. All other ways the runner takes
 * by itself.
 */
import { type DeploymentStatus, settled } from '../../lifecycle';
import type { State, StateSpace, Transition } from '../../verify';
import { type RunnerMove, runnerMoves } from '../../verify/exploration';
import type { DiagramGroup, EdgeKind } from '../diagram';
import { kindOf } from './moves';

/** A way from one status to another, by an observation that may follow an action. */
export interface StatusWay {
  readonly from: DeploymentStatus;
  readonly to: DeploymentStatus;
  readonly action: Transition | null;
  readonly observation: Transition;
  readonly kind: EdgeKind;
  /** True if the action came before the pipeline was settled. */
  readonly isEarly: boolean;
}

/** Returns every way of a pipeline: by actions, by the runner alone, and by failures. Pure. */
export function waysIn(space: StateSpace): readonly StatusWay[] {
  const moves = runnerMoves(space);
  const byAction = waysByAction(space, moves);
  const byRunner = moves
    .flatMap((each) => onwardMoves(each))
    .map((observation) => wayOf(null, observation))
    .filter((way) => !byAction.some((other) => wayKey(other) === wayKey(way)));
  const failing = space.transitions
    .flat()
    .filter(({ event, accepted }) => accepted && event.type === 'failed')
    .map((observation) => wayOf(null, observation))
    .filter(({ from, to }) => from !== to);
  return [...byAction, ...byRunner, ...failing];
}

function wayOf(action: Transition | null, observation: Transition): StatusWay {
  const { status: from } = observation.before;
  const { status: to } = observation.after;
  return { from, to, action, observation, kind: kindOf(action ?? observation), isEarly: false };
}

/** Identifies a way by its ends and its observation. */
function wayKey({ observation: { before, after, event } }: Pick<StatusWay, 'observation'>): string {
  return `${before.status} ${after.status} ${event.type}`;
}

/** The moves that complete the step of the runner and lead to another status. */
function onwardMoves(moves: readonly RunnerMove[] = []): readonly Transition[] {
  return moves.flatMap(({ completes, transition }) =>
    completes !== null && transition.before.status !== transition.after.status ? [transition] : [],
  );
}

/**
 * The ways by an action: from the settled deployments of a status, or from all of them if none is
 * settled; and from the others only to a status that no way leads to yet.
 */
function waysByAction(space: StateSpace, moves: readonly (readonly RunnerMove[])[]): StatusWay[] {
  const isSettled = ({ deployment }: State) => settled(deployment);
  const restful = new Set(
    space.states.filter(isSettled).map(({ deployment }) => deployment.status),
  );
  const isUsual = (state: State) => isSettled(state) || !restful.has(state.deployment.status);
  const usual = space.states.filter(isUsual).flatMap((state) => waysFrom(state, space, moves));
  const early = space.states
    .filter((state) => !isUsual(state))
    .flatMap((state) => waysFrom(state, space, moves))
    .filter(({ from, to }) => !usual.some((way) => way.from === from && way.to === to))
    .map((way) => ({ ...way, isEarly: true }));
  return [...usual, ...early];
}

/** The ways that an action makes the runner take, and that it would not have taken before. */
function waysFrom(
  { number }: State,
  space: StateSpace,
  moves: readonly (readonly RunnerMove[])[],
): StatusWay[] {
  const before = onwardMoves(moves[number]).map((observation) => wayKey({ observation }));
  const actions = (space.transitions[number] ?? []).filter(
    ({ kind, accepted, from, to }) => kind === 'action' && accepted && from !== to,
  );
  return actions.flatMap((action) =>
    onwardMoves(moves[action.to])
      .filter((observation) => !before.includes(wayKey({ observation })))
      .map((observation) => wayOf(action, observation)),
  );
}

/** Returns the frame of the statuses that a forced stop leads out of; null for none. Pure. */
export function frameOfHeld(ways: readonly StatusWay[]): DiagramGroup | null {
  return ways.some(({ kind }) => kind === 'forced')
    ? { id: 'held', label: 'compute resources are held', parent: null }
    : null;
}

/** Returns true if a forced stop leads out of this status. Pure. */
export function isHeld(status: string, ways: readonly StatusWay[]): boolean {
  return ways.some(({ kind, from }) => kind === 'forced' && from === status);
}
