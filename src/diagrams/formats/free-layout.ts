/** Places boxes and arrows by Graphviz, which is told the sizes of all texts. */
import { importError } from '../../input';
import type { GraphDiagram } from '../diagram';
import type { Point } from '../geometry';
import { dotToLayOut, freeArrowText, freeBoxText } from './dot';
import type { PlacedArrow, PlacedBox, PlacedFrame, PlacedGraph } from './placed';
import { rounded } from './text-block';

/** The parts of Graphviz's answer that matter here: lengths in points, or in inches. */
interface GraphvizLayout {
  readonly bb: string;
  readonly objects: readonly Placed[];
  readonly edges?: readonly Placed[];
}

interface Placed {
  readonly name?: string;
  readonly id?: string;
  readonly bb?: string;
  readonly pos?: string;
  readonly lp?: string;
  readonly width?: string;
  readonly height?: string;
}

const margin = 6;

/** Places everything. Rejects with MissingPackageError if Graphviz is missing. */
export async function freeLayout(diagram: GraphDiagram): Promise<PlacedGraph> {
  const graphviz = await loadGraphviz();
  const layout: GraphvizLayout = JSON.parse(graphviz.layout(dotToLayOut(diagram), 'json', 'dot'));
  return placedGraph(layout, diagram);
}

async function loadGraphviz() {
  const { Graphviz } = await importGraphviz();
  return Graphviz.load();
}

async function importGraphviz() {
  try {
    return await import('@hpcc-js/wasm-graphviz');
  } catch (cause) {
    throw importError(cause, '@hpcc-js/wasm-graphviz', 'SVG is laid out by');
  }
}

function placedGraph(
  { bb, objects, edges = [] }: GraphvizLayout,
  diagram: GraphDiagram,
): PlacedGraph {
  const [, , width = 0, height = 0] = numbersIn(bb);
  const pointAt = ([x = 0, y = 0]: readonly number[]): Point => ({
    x: x + margin,
    y: height - y + margin,
  });
  const objectOf = (name: string) => objects.find((each) => each.name === name);
  const boxes = diagram.nodes.map((node): PlacedBox => {
    const placed = objectOf(node.id) ?? {};
    const { x, y } = pointAt(numbersIn(placed.pos));
    const size = [Number(placed.width) * 72, Number(placed.height) * 72] as const;
    const rectangle = { x: x - size[0] / 2, y: y - size[1] / 2, width: size[0], height: size[1] };
    return { node, text: freeBoxText(node), ...rectangle };
  });
  const frames = diagram.groups.map((group): PlacedFrame => {
    const [left = 0, bottom = 0, right = 0, top = 0] = numbersIn(
      objectOf(`cluster_${group.id}`)?.bb,
    );
    const { x, y } = pointAt([left, top]);
    return { group, x, y, width: right - left, height: top - bottom };
  });
  const initial = objectOf('initial');
  const arrows = edges.map(({ id, pos = '', lp }): PlacedArrow => {
    const edge = diagram.edges[Number(id?.replace('edge', ''))] ?? null;
    const text = edge ? freeArrowText(edge) : null;
    const at = lp === undefined || text === null ? null : pointAt(numbersIn(lp));
    return {
      edge,
      ...splineOf(pos, pointAt),
      label: at && text ? { at: { x: at.x, y: at.y - text.height / 2 }, text } : null,
    };
  });
  return {
    width: Math.ceil(width + 2 * margin),
    height: Math.ceil(height + 2 * margin),
    ...{ boxes, frames, arrows },
    beginning: initial ? pointAt(numbersIn(initial.pos)) : null,
  };
}

function numbersIn(text = ''): number[] {
  return text
    .split(/[, ]/)
    .filter((each) => each !== '')
    .map(Number);
}

/** Turns `e,x,y x,y …` into a path, and the points of the head of the arrow. */
function splineOf(
  pos: string,
  pointAt: (pair: readonly number[]) => Point,
): Pick<PlacedArrow, 'path' | 'head'> {
  const [end = '', ...points] = pos.split(' ');
  const tip = pointAt(numbersIn(end.replace('e,', '')));
  const places = points.map((each) => pointAt(numbersIn(each)));
  const neck = places.at(-1) ?? tip;
  const [start = '', ...others] = places.map(({ x, y }) => `${rounded(x)},${rounded(y)}`);
  return { path: `M${start} C${others.join(' ')}`, head: [neck, tip] };
}
