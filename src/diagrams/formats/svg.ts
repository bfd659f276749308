/**
 * Writes SVG: self-contained, for light and dark backgrounds, with a title and a description for screen
 * readers.
 *
 * Graphviz lays out the DOT text in the light colors. A style sheet finds each color by its value and
 * replaces it by the dark one, so that a program without style sheets still shows the light ones.
 */
import { importError } from '../../input';
import type { Diagram, GraphDiagram } from '../diagram';
import { dotOf, isGrid } from './dot';
import { colors } from './palette';
import { sequenceSvg } from './sequence-svg';
import { escapeXml } from './text';

/** Writes the diagram in SVG. Rejects with MissingPackageError if Graphviz is needed and missing. */
export async function svgOf(diagram: Diagram): Promise<string> {
  const drawn = diagram.kind === 'sequence' ? sequenceSvg(diagram) : await graphSvg(diagram);
  const id = diagram.view.replace(/[^a-z_]/g, '-');
  const { title, description } = diagram;
  return drawn.replace(
    /<svg[^>]*>/,
    (
      opening,
    ) => `${opening.replace(/>$/, '')} role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escapeXml(title)}</title>
<desc id="${id}-description">${escapeXml(description)}</desc>
<style>${darkStyle()}</style>`,
  );
}

async function graphSvg(diagram: GraphDiagram): Promise<string> {
  const graphviz = await loadGraphviz();
  const svg = graphviz.layout(dotOf(diagram), 'svg', isGrid(diagram) ? 'neato' : 'dot');
  // Graphviz adds a prologue, comments and inner titles, which are of no use to a reader.
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
