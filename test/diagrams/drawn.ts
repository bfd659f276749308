/** Takes diagrams apart again: an arrow from a frame becomes one from every box in it. */
import {
  type DiagramOptions,
  draw,
  type EdgeKind,
  type GraphDiagram,
  type ViewName,
} from '../../src/diagrams';
import { membersOf } from '../../src/diagrams/diagram';

/** Draws a view that is a graph. */
export function graph(view: string, options: DiagramOptions = {}): GraphDiagram {
  const diagram = draw(view as ViewName, options);
  if (diagram.kind !== 'graph') throw new Error(`${view} is not a graph`);
  return diagram;
}

/** One label of one arrow between two boxes, apart from its condition. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly name: string;
  readonly condition: string;
}

/** Every arrow between boxes. */
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

/** Sorts texts and removes duplicates. */
export function sorted(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}
