/** Every view by its name, and drawing one. */

import { deepFreeze, InvalidInputError, keysOf, oneOf } from '../input';
import { actionTypes } from '../lifecycle';
import { type ActionViewName, actionView, actionViewName } from './action-view';
import { desiredView } from './desired-view';
import { type Diagram, type DiagramEdge, type GraphDiagram, membersOf, type Pair } from './diagram';
import { historyView } from './history-view';
import { lifecycleView } from './lifecycle-view';
import { pairId } from './moves';
import { type DiagramOptions, type Subject, subjectOf } from './options';
import { pairsView } from './pairs-view';
import { reconcileView } from './reconcile-view';
import { statusView } from './status-view';

interface View {
  readonly draw: (subject: Subject) => Diagram;
  /** The node of a pair of statuses. */
  readonly nodeOf: (pair: Pair) => string;
}

const ofStatus = ({ status }: Pair) => status;
const ofDesired = ({ desiredStatus }: Pair) => desiredStatus;

const views = {
  lifecycle: { draw: lifecycleView, nodeOf: ofStatus },
  status: { draw: statusView, nodeOf: ofStatus },
  desired: { draw: desiredView, nodeOf: ofDesired },
  pairs: { draw: pairsView, nodeOf: pairId },
  reconcile: { draw: reconcileView, nodeOf: pairId },
  ...actionViews(),
  history: { draw: historyView, nodeOf: pairId },
} satisfies Readonly<Record<string, View>>;

function actionViews() {
  const entries = actionTypes.map((type) => {
    const view: View = { draw: (subject) => actionView(type, subject), nodeOf: pairId };
    return [actionViewName(type), view];
  });
  return Object.fromEntries(entries) as Readonly<Record<ActionViewName, View>>;
}

/** The name of a view: `status`, `action:stop`. */
export type ViewName = keyof typeof views;

/** The names of the views. */
export const viewNames: readonly ViewName[] = keysOf(views);

/**
 * A view as a neutral graph: what every format is made from. Its result is deeply frozen.
 *
 * Pure. Throws InvalidInputError for an unknown view or malformed options, UntranslatableError for a
 * machine whose rows cannot be read, HistoryFormatError for a history that cannot be, and as `explore`
 * does.
 */
export function draw(name: ViewName, options: DiagramOptions = {}): Diagram {
  const view: View | undefined = Object.hasOwn(views, name) ? views[name] : undefined;
  if (view === undefined) {
    throw new InvalidInputError({ field: 'view', value: name, allowed: oneOf(viewNames) });
  }
  const subject = subjectOf(options);
  if (subject.history !== null && name !== 'history') {
    const allowed = "left out: only the view 'history' has one";
    throw new InvalidInputError({ field: 'history', value: options.history, allowed });
  }
  const diagram = view.draw(subject);
  if (diagram.kind === 'sequence') return deepFreeze(diagram);
  return deepFreeze(highlighted(diagram, subject.highlight.map(view.nodeOf)));
}

/** The diagram with these nodes marked, and the edges from each to the next. */
function highlighted(diagram: GraphDiagram, path: readonly string[]): GraphDiagram {
  const isPassed = ({ from, to }: DiagramEdge) =>
    path.some((id, index) => {
      const next = path[index + 1];
      const isIn = membersOf(from, diagram).some((node) => node.id === id);
      return next === to && next !== id && (from === id || isIn);
    });
  return {
    ...diagram,
    // Without a capability, a frame may have nothing in it.
    groups: diagram.groups.filter(({ id }) => membersOf(id, diagram).length > 0),
    nodes: diagram.nodes.map((node) => ({ ...node, highlighted: path.includes(node.id) })),
    edges: diagram.edges.map((edge) => ({ ...edge, highlighted: isPassed(edge) })),
  };
}
