/** Draws a view by its name. */

import { deepFreeze, keysOf, member, throwFirst } from '../../input';
import { actionTypes } from '../../lifecycle';
import {
  type Diagram,
  type DiagramEdge,
  type GraphDiagram,
  membersOf,
  type Pair,
} from '../diagram';
import { historyView } from '../history';
import { type DiagramOptions, exploredSubject, requireNoHistory, type Subject } from '../options';
import { type ActionViewName, actionView, actionViewName } from './action';
import { desiredView } from './desired';
import { lifecycleView } from './lifecycle';
import { pairId } from './moves';
import { overviewView } from './overview';
import { pairsView } from './pairs';
import { reconcileView } from './reconcile';
import { statusView } from './status';

interface DrawableView {
  readonly draw: (subject: Subject) => Diagram;
  /** Returns the id of the node for a pair of statuses. */
  readonly nodeOf: (pair: Pair) => string;
}

const ofStatus = ({ status }: Pair) => status;
const ofDesired = ({ desiredStatus }: Pair) => desiredStatus;

const views = {
  overview: { draw: overviewView, nodeOf: ofStatus },
  lifecycle: { draw: lifecycleView, nodeOf: ofStatus },
  status: { draw: statusView, nodeOf: ofStatus },
  desired: { draw: desiredView, nodeOf: ofDesired },
  pairs: { draw: pairsView, nodeOf: pairId },
  reconcile: { draw: reconcileView, nodeOf: pairId },
  ...actionViews(),
  history: { draw: historyView, nodeOf: pairId },
} satisfies Readonly<Record<string, DrawableView>>;

function actionViews() {
  const entries = actionTypes.map((type) => {
    const view: DrawableView = { draw: (subject) => actionView(type, subject), nodeOf: pairId };
    return [actionViewName(type), view];
  });
  return Object.fromEntries(entries) as Readonly<Record<ActionViewName, DrawableView>>;
}

/** The name of a view: `status`, `action:stop`. */
export type ViewName = keyof typeof views;

/** The names of all views. */
export const viewNames: readonly ViewName[] = keysOf(views);

/**
 * Draws a view as a neutral diagram, from which every format is written. The result is deeply
 * frozen.
 *
 * Pure. Throws InvalidInputError for an unknown view or malformed options, UntranslatableError if
 * the rows of a machine cannot be read, HistoryFormatError if a history cannot be read, and as
 * `explore` does.
 */
export function draw(name: ViewName, options: DiagramOptions = {}): Diagram {
  throwFirst(member('view', name, viewNames));
  const view: DrawableView = views[name];
  const subject = exploredSubject(options);
  if (name !== 'history') {
    requireNoHistory(subject, "only the view 'history' is of a recorded history");
  }
  const diagram = view.draw(subject);
  if (diagram.kind === 'sequence') return deepFreeze(diagram);
  return deepFreeze(highlighted(diagram, subject.highlight.map(view.nodeOf)));
}

/** Marks these nodes, and the edges from each to the next. */
function highlighted(diagram: GraphDiagram, path: readonly string[]): GraphDiagram {
  const isPassed = ({ from, to }: DiagramEdge) =>
    path.some((id, index) => {
      const next = path[index + 1];
      const isIn = membersOf(from, diagram).some((node) => node.id === id);
      return next === to && next !== id && (from === id || isIn);
    });
  return {
    ...diagram,
    // If a capability is missing, a frame may be empty.
    groups: diagram.groups.filter(({ id }) => membersOf(id, diagram).length > 0),
    nodes: diagram.nodes.map((node) => ({ ...node, highlighted: path.includes(node.id) })),
    edges: diagram.edges.map((edge) => ({ ...edge, highlighted: isPassed(edge) })),
  };
}
