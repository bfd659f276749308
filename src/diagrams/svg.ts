/**
 * SVG: self-contained, on light and dark backgrounds, with a title and a description for screen readers.
 *
 * Graphviz lays out what is written in DOT. Its colors are those of light backgrounds; a style sheet finds
 * each by its value and puts the dark one in its place, so that a program without style sheets still
 * shows the light ones.
 */
import { importError } from '../input';
import type { Diagram, GraphDiagram } from './diagram';
import { dotOf, isGrid } from './dot';
import { colors } from './palette';
import { sequenceSvg } from './sequence-svg';
import { xml } from './text';

/** The diagram in SVG. Throws MissingPackageError where a graph cannot be laid out. */
export async function svgOf(diagram: Diagram): Promise<string> {
  const drawn = diagram.kind === 'sequence' ? sequenceSvg(diagram) : await graphSvg(diagram);
  const id = diagram.view.replace(/[^a-z_]/g, '-');
  const { title, description } = diagram;
  return drawn.replace(
    /<svg[^>]*>/,
    (
      opening,
    ) => `${opening.replace(/>$/, '')} role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${xml(title)}</title>
<desc id="${id}-description">${xml(description)}</desc>
<style>${darkStyle()}</style>`,
  );
}

async function graphSvg(diagram: GraphDiagram): Promise<string> {
  const graphviz = await loadGraphviz();
  const svg = graphviz.layout(dotOf(diagram), 'svg', isGrid(diagram) ? 'neato' : 'dot');
  // The prologue, comments and inner titles are of Graphviz, and of no use to a reader.
  return svg
    .replace(/^[\s\S]*?(?=<svg)/, '')
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/<title>[^<]*<\/title>\n?/g, '');
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

function darkStyle(): string {
  const rules = colors.flatMap(({ light, dark }) =>
    ['fill', 'stroke'].map((property) => `[${property}="${light}"]{${property}:${dark}}`),
  );
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}
