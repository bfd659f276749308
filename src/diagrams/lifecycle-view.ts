/**
 * The view `lifecycle`: both planes at a glance, for who has never seen them. Calls are the cause, what
 * the runner then reports is the effect.
 *
 * An edge is drawn for a call where it makes the runner go another way than it would have gone: from
 * the deployments that rest in a status, or, where none rests, from all of them. The other edges are
 * what the runner does by itself.
 */
import {
  type DeploymentStatus,
  deploymentStatuses,
  everyAction,
  requestedStatus,
  statuses,
  wireName,
} from '../lifecycle';
import type { State, StateSpace, Step } from '../verify';
import { type RunnerMove, runnerMoves, runnerStep } from '../verify/exploration';
import { orList } from './conditions';
import type { DiagramEdge, DiagramGroup, DiagramNode, EdgeKind, GraphDiagram } from './diagram';
import { desiredWith, groupBy, kindOf, mergedByGroup, namesOf } from './moves';
import type { Subject } from './options';
import { isResting } from './reconcile-view';

/** A way from one status to the next: by which call, if any, and by which report. */
interface Way {
  readonly from: DeploymentStatus;
  readonly to: DeploymentStatus;
  readonly call: Step | null;
  readonly report: Step;
  readonly kind: EdgeKind;
  /** Whether the call came before the pipeline was at rest. */
  readonly isEarly: boolean;
}

/** The view. Pure. */
export function lifecycleView({ space }: Subject): GraphDiagram {
  const moves = runnerMoves(space);
  const called = calledWays(space, moves);
  const alone = moves
    .flatMap((each) => goingOn(each))
    .map((step) => wayOf(null, step))
    .filter((way) => !called.some((other) => keyOf(other) === keyOf(way)));
  const failing = space.steps
    .flat()
    .filter(({ event, accepted }) => accepted && event.type === 'failed')
    .map((step) => wayOf(null, step))
    .filter(({ from, to }) => from !== to);
  const ways = [...called, ...alone, ...failing];
  const group = groupOf(ways);
  return {
    kind: 'graph',
    notes: [
      'desired: what the last accepted call asked for; the runner brings the status there',
      'then …: what the runner reports; only then the status changes',
      'a failure, and a suspension that is finished, set desired to Stopped',
      'a call that is not drawn is refused, or leads nowhere else: see the views of actions',
    ],
    direction: 'down',
    view: 'lifecycle',
    title: 'The lifecycle of a pipeline',
    description:
      'A call only sets what is desired and is answered at once; the runner then moves the deployment status along the arrow, and reports it. A forced stop is accepted everywhere and cannot be taken back: the pipeline must reach Stopped before anything else is accepted.',
    groups: group === null ? [] : [group],
    nodes: deploymentStatuses
      .filter((status) => desiredWith(space, [status]).length > 0)
      .map((status) => nodeOf(status, space, ways, group)),
    edges: mergedByGroup(
      edgesOf(ways, space),
      group?.id ?? '',
      deploymentStatuses.filter((status) => isIn(status, ways)),
    ),
  };
}

function wayOf(call: Step | null, report: Step): Way {
  const { status: from } = report.before;
  const { status: to } = report.after;
  return { from, to, call, report, kind: kindOf(call ?? report), isEarly: false };
}

/** From where to where, and by which report. */
function keyOf({ report: { before, after, event } }: Pick<Way, 'report'>): string {
  return `${before.status} ${after.status} ${event.type}`;
}

/** What the runner does next where it does as it was asked, and arrives in another status. */
function goingOn(moves: readonly RunnerMove[] = []): readonly Step[] {
  return moves
    .filter(({ does, step }) => does !== null && step.before.status !== step.after.status)
    .map(({ step }) => step);
}

/**
 * The ways by a call: from the deployments that rest, or where none rests in their status from all of
 * them; and from the others only to where no call leads from there.
 */
function calledWays(space: StateSpace, moves: readonly (readonly RunnerMove[])[]): Way[] {
  const rests = ({ deployment }: State) => isResting(runnerStep(deployment));
  const statuses = new Set(space.states.filter(rests).map(({ deployment }) => deployment.status));
  const isUsual = (state: State) => rests(state) || !statuses.has(state.deployment.status);
  const usual = space.states.filter(isUsual).flatMap((state) => waysFrom(state, space, moves));
  const others = space.states
    .filter((state) => !isUsual(state))
    .flatMap((state) => waysFrom(state, space, moves))
    .filter(({ from, to }) => !usual.some((way) => way.from === from && way.to === to))
    .map((way) => ({ ...way, isEarly: true }));
  return [...usual, ...others];
}

/** The ways that a call makes the runner go, and that it would not have gone. */
function waysFrom(
  { number }: State,
  space: StateSpace,
  moves: readonly (readonly RunnerMove[])[],
): Way[] {
  const before = goingOn(moves[number]).map((report) => keyOf({ report }));
  const calls = (space.steps[number] ?? []).filter(
    ({ kind, accepted, from, to }) => kind === 'action' && accepted && from !== to,
  );
  return calls.flatMap((call) =>
    goingOn(moves[call.to])
      .filter((report) => !before.includes(keyOf({ report })))
      .map((report) => wayOf(call, report)),
  );
}

function edgesOf(ways: readonly Way[], space: StateSpace): DiagramEdge[] {
  const together = groupBy(ways, ({ from, to, kind }) => `${from} ${to} ${kind}`);
  const edges = [...together.values()].map((alike) => {
    const [{ from, to, kind }] = alike;
    const calls = alike.flatMap(({ call }) => (call === null ? [] : [call]));
    const early = alike.some(({ isEarly }) => isEarly) ? ` [desired ${fromDesired(calls)}]` : '';
    const reports = namesOf(alike.map(({ report }) => report));
    const wanted = [...new Set(alike.map(({ report }) => report.before.desiredStatus))];
    const named = callsOf(calls).map((name) => name + early);
    return { from, to, kind, calls: named, asked: becoming(calls), reports, wanted };
  });
  return edges.map(({ from, to, kind, calls, asked, reports, wanted }) => {
    // Where one call leads several ways, what is desired decides; and where none does, always.
    const rivals = edges.filter((edge) => edge.from === from && `${edge.calls}` === `${calls}`);
    const isOpen = calls.length === 0 ? kind !== 'failure' : rivals.length > 1;
    const isSome = wanted.length < desiredWith(space, [from]).length;
    const condition = isOpen && isSome ? ` [desired ${orList(wanted)}]` : '';
    const outcomes = reports.map((report) => report + condition);
    // Where what is asked for is where it leads, that goes without saying.
    const set = asked !== null && asked !== to ? [`desired ${asked}`] : [];
    return {
      from,
      to,
      kind,
      labels: calls.length === 0 ? outcomes : calls,
      effects: calls.length === 0 ? [] : [...set, ...outcomes.map((outcome) => `then ${outcome}`)],
      highlighted: false,
    };
  });
}

/** The desired statuses that these calls were made in, in words. */
function fromDesired(calls: readonly Step[]): string {
  return orList([...new Set(calls.map(({ before }) => before.desiredStatus))]);
}

/** The one desired status that all of these calls set, or null. */
function becoming(calls: readonly Step[]): string | null {
  const set = new Set(calls.map(({ after }) => after.desiredStatus));
  const moved = calls.some(({ before, after }) => before.desiredStatus !== after.desiredStatus);
  return moved && set.size === 1 ? ([...set][0] ?? null) : null;
}

/** What the calls are named; where any value of what they ask for will do, it says so. */
function callsOf(calls: readonly Step[]): string[] {
  return namesOf(calls).map((name) => {
    const asked = everyAction.filter(({ type }) => wireName(type) === name);
    const targets = new Set(asked.map(requestedStatus));
    return 'initial' in (asked[0] ?? {}) && targets.size > 1 ? `${name}?initial=…` : name;
  });
}

/** The statuses that a forced stop leads out of: all in which compute resources are held. */
function groupOf(ways: readonly Way[]): DiagramGroup | null {
  const held = ways.filter(({ kind }) => kind === 'forced');
  return held.length === 0
    ? null
    : { id: 'held', label: 'compute resources are held', parent: null };
}

const isIn = (status: string, ways: readonly Way[]) =>
  ways.some(({ kind, from }) => kind === 'forced' && from === status);

function nodeOf(
  status: DeploymentStatus,
  space: StateSpace,
  ways: readonly Way[],
  group: DiagramGroup | null,
): DiagramNode {
  const here = space.states.filter(({ deployment }) => deployment.status === status);
  const resting = here.filter(({ deployment }) => isResting(runnerStep(deployment)));
  const wanted = [...new Set(resting.map(({ deployment }) => deployment.desiredStatus))];
  const [meaning = ''] = statuses[status].meaning.split(/(?<=\.) /);
  return {
    id: status,
    label: status,
    lines: [meaning, ...(wanted.length === 0 ? [] : [`rests while desired is ${orList(wanted)}`])],
    color: status,
    tone: resting.length > 0 ? 'resting' : 'passing',
    group: isIn(status, ways) ? (group?.id ?? null) : null,
    cell: null,
    initial: space.states[0]?.deployment.status === status,
    highlighted: false,
  };
}
