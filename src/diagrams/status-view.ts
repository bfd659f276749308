/**
 * The view `status`: the eight statuses, and the observations that lead from one to the next. Read off
 * the rows of the machine, with their guards.
 */
import { type DeploymentStatus, statuses } from '../lifecycle';
import { type Chart, chartOf, type Row } from '../verify/statechart';
import { type Condition, conditionOf, inWords } from './conditions';
import type { DiagramEdge, DiagramGroup, DiagramNode, GraphDiagram } from './diagram';
import { desiredWith, groupBy } from './moves';
import type { Subject } from './options';

/** A row that is accepted: from a state or a group of them, to a state or staying where it is. */
interface Move {
  readonly row: Row;
  readonly from: string;
  readonly to: string;
  readonly condition: Condition;
}

/** The view. Throws UntranslatableError for a machine with a part that has no translation. */
export function statusView({ machine, space }: Subject): GraphDiagram {
  const chart = chartOf(machine.config);
  const occurs = (leaf = '') => desiredWith(space, [leaf]).length > 0;
  const rows = chart.rows
    .filter(isAccepted)
    .filter(({ place, target }) => place.leaves.some(occurs) && (!target || occurs(target)));
  const all = rows
    .flatMap((row) => movesOf(row, conditionOf(row, chart, machine)))
    .filter(({ from, row }) => occurs(from) || !row.place.leaves.includes(from));
  const common = all
    .map(({ condition }) => condition.others)
    .reduce((some, others) => some.filter((name) => others.includes(name)));
  const labelOf = ({ row, condition }: Move) => {
    const others = condition.others.filter((name) => !common.includes(name));
    const words = inWords({ ...condition, others }, desiredWith(space, row.place.leaves));
    return words === '' ? row.event : `${row.event} [${words}]`;
  };
  const everywhere =
    common.length === 0 ? '' : ` Every report must, besides, be ${common.join(' and ')}.`;
  return {
    kind: 'graph',
    notes: [
      'in brackets: the desired status, and what else must hold',
      'listed in a box: leaves the status as it is',
    ],
    direction: 'down',
    view: 'status',
    title: 'Deployment status',
    description: `The eight statuses of a deployment, and the reports of the runner that lead from one to the next, with the desired status that each asks for in brackets. What is listed in a box leaves it in that status.${everywhere}`,
    groups: groupsOf(chart),
    nodes: leavesOf(chart)
      .filter((path) => occurs(path.at(-1)))
      .map((path) => nodeOf(path, chart, all, labelOf)),
    edges: edgesOf(all, labelOf),
  };
}

function isAccepted({ region, actions }: Row): boolean {
  return region === 'status' && actions.some(({ type }) => type === 'accept');
}

/** A row of a group is one move where it leads out, and one of each of its states where it does not. */
function movesOf(row: Row, condition: Condition): Move[] {
  const { place, target } = row;
  const leadsOut = target !== null && !place.leaves.includes(target);
  const from = leadsOut ? [place.path.at(-1) as string] : place.leaves;
  return from.map((each) => ({ row, from: each, to: target ?? each, condition }));
}

function edgesOf(all: readonly Move[], labelOf: (move: Move) => string): DiagramEdge[] {
  const leading = all.filter(({ from, to }) => from !== to);
  // What a group does, its states need not be shown to do as well.
  const isShown = ({ from, to, row }: Move) =>
    leading.some(
      (move) =>
        !move.row.place.leaves.includes(move.from) &&
        move.from !== from &&
        move.to === to &&
        move.row.event === row.event &&
        move.row.place.leaves.includes(from),
    );
  const kindOf = ({ row }: Move) => (row.event === 'failed' ? 'failure' : 'observation');
  const together = groupBy(
    leading.filter((move) => !isShown(move)),
    (move) => `${move.from} ${move.to} ${kindOf(move)}`,
  );
  return [...together.values()].map((moves) => ({
    from: moves[0].from,
    to: moves[0].to,
    kind: kindOf(moves[0]),
    labels: [...new Set(moves.map(labelOf))],
    effects: [],
    highlighted: false,
  }));
}

/** The innermost states of the status region, as they are written. */
function leavesOf({ places }: Chart): (readonly string[])[] {
  const leaves = places.filter(({ path, leaves: [only] }) => path.at(-1) === only);
  const order = Object.keys(statuses);
  return leaves
    .map(({ path }) => path)
    .filter(([region]) => region === 'status')
    .sort((one, other) => order.indexOf(one.at(-1) ?? '') - order.indexOf(other.at(-1) ?? ''));
}

function groupsOf({ places }: Chart): DiagramGroup[] {
  return places
    .filter(({ path, leaves }) => path[0] === 'status' && path.length === 2 && leaves.length > 1)
    .map(({ path }) => ({ id: path[1] as string, label: path[1] as string, parent: null }));
}

function nodeOf(
  path: readonly string[],
  { initial }: Chart,
  all: readonly Move[],
  labelOf: (move: Move) => string,
): DiagramNode {
  const status = path.at(-1) as DeploymentStatus;
  const staying = all.filter(({ from, to }) => from === status && to === status);
  return {
    id: status,
    label: status,
    lines: [...new Set(staying.map(labelOf))],
    color: status,
    tone: null,
    group: path.length > 2 ? (path[1] as string) : null,
    cell: null,
    initial: initial.status === status,
    highlighted: false,
  };
}
