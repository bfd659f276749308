/** The content of a diagram: each arrow from a frame as one from every box in it. */
import {
  type DiagramOptions,
  draw,
  type EdgeKind,
  type GraphDiagram,
  type ViewName,
} from '../../src/diagrams';
import { membersOf } from '../../src/diagrams/diagram';

/** A view that is a graph. */
export function graph(view: string, options: DiagramOptions = {}): GraphDiagram {
  const diagram = draw(view as ViewName, options);
  if (diagram.kind !== 'graph') throw new Error(`${view} is no graph`);
  return diagram;
}

/** One label of one arrow between two boxes, without the condition in brackets. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly name: string;
  readonly condition: string;
}

/**
 * Every arrow between boxes, and what a box lists as leaving it as it is, as an arrow to itself.
 */
export function arrowsOf(diagram: GraphDiagram): Arrow[] {
  return diagram.edges.flatMap(({ from, to, kind, labels }) => {
    const members = membersOf(from, diagram).map(({ id }) => id);
    const sources = diagram.groups.some(({ id }) => id === from) ? members : [from];
    return sources.flatMap((source) =>
      labels.map((label) => {
        const [name = '', condition = ''] = label.split(/ (?=\[)/);
        return { from: source, to, kind, name, condition };
      }),
    );
  });
}

/** Texts in the order of the alphabet, each once. */
export function sorted(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}
