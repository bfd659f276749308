/**
 * The view `status`: the eight statuses, and the observations that lead from one to the next. It is
 * read off the rows of the machine, with their guards.
 */
import { groupBy } from '../../input';
import { type DeploymentStatus, statuses } from '../../lifecycle';
import { type Chart, type ChartRow, chartOf } from '../../verify/statechart';
import type { DiagramEdge, DiagramGroup, DiagramNode, GraphDiagram } from '../diagram';
import type { Subject } from '../options';
import { type Condition, conditionInWords, rowCondition } from './conditions';
import { desiredWith } from './moves';

/** A row that applies an observation: from a state or a group, to a state or without moving. */
interface Move {
  readonly row: ChartRow;
  readonly from: string;
  readonly to: string;
  readonly condition: Condition;
}

/** Draws the view. Throws UntranslatableError if a part of the machine has no translation. */
export function statusView({ machine, space }: Subject): GraphDiagram {
  const chart = chartOf(machine.config);
  const occurs = (leaf = '') => desiredWith(space, [leaf]).length > 0;
  const rows = chart.rows
    .filter(isAccepted)
    .filter(({ state, target }) => state.leaves.some(occurs) && (!target || occurs(target)));
  const all = rows
    .flatMap((row) => movesOf(row, rowCondition(row, chart, machine)))
    .filter(({ from, row }) => occurs(from) || !row.state.leaves.includes(from));
  const common = all
    .map(({ condition }) => condition.others)
    .reduce((some, others) => some.filter((name) => others.includes(name)));
  const labelOf = ({ row, condition }: Move) => {
    const others = condition.others.filter((name) => !common.includes(name));
    const words = conditionInWords({ ...condition, others }, desiredWith(space, row.state.leaves));
    return words === '' ? row.event : `${row.event} [${words}]`;
  };
  const everywhere =
    common.length === 0 ? '' : ` Every observation must also be ${common.join(' and ')}.`;
  return {
    kind: 'graph',
    notes: [
      'in brackets: the desired status, and other conditions',
      'listed in a box: keeps the status',
    ],
    direction: 'down',
    view: 'status',
    title: 'Deployment status',
    description: `The eight statuses of a deployment, and the observations that lead from one to the next, each with its condition in brackets. Observations listed in a box keep the status.${everywhere}`,
    groups: groupsOf(chart),
    nodes: statusLeaves(chart)
      .filter((path) => occurs(path.at(-1)))
      .map((path) => statusNode(path, chart, all, labelOf)),
    edges: statusEdges(all, labelOf),
  };
}

function isAccepted({ region, actions }: ChartRow): boolean {
  return region === 'status' && actions.some(({ type }) => type === 'accept');
}

/** A row of a group is one move if it leads out, else one move of each of its states. */
function movesOf(row: ChartRow, condition: Condition): Move[] {
  const { state, target } = row;
  const leadsOut = target !== null && !state.leaves.includes(target);
  const from = leadsOut ? [state.path.at(-1) as string] : state.leaves;
  return from.map((each) => ({ row, from: each, to: target ?? each, condition }));
}

function statusEdges(all: readonly Move[], labelOf: (move: Move) => string): DiagramEdge[] {
  const leading = all.filter(({ from, to }) => from !== to);
  // An arrow from a group need not be repeated from its states.
  const isShown = ({ from, to, row }: Move) =>
    leading.some(
      (move) =>
        !move.row.state.leaves.includes(move.from) &&
        move.from !== from &&
        move.to === to &&
        move.row.event === row.event &&
        move.row.state.leaves.includes(from),
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

/** Returns the innermost states of the status region, in the order of the vocabulary. */
function statusLeaves({ states }: Chart): (readonly string[])[] {
  const leaves = states.filter(({ path, leaves: [only] }) => path.at(-1) === only);
  const order = Object.keys(statuses);
  return leaves
    .map(({ path }) => path)
    .filter(([region]) => region === 'status')
    .sort((one, other) => order.indexOf(one.at(-1) ?? '') - order.indexOf(other.at(-1) ?? ''));
}

function groupsOf({ states }: Chart): DiagramGroup[] {
  return states
    .filter(({ path, leaves }) => path[0] === 'status' && path.length === 2 && leaves.length > 1)
    .map(({ path }) => ({ id: path[1] as string, label: path[1] as string, parent: null }));
}

function statusNode(
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
    position: null,
    initial: initial.status === status,
    highlighted: false,
  };
}
