/**
 * Writes SVG: self-contained, for light and dark backgrounds, with a title and a description for
 * screen readers.
 *
 * Everything is drawn in the light colors. A style sheet finds each color by its value and replaces
 * it by the dark one, so that a program without style sheets still shows the light ones.
 */
import type { Diagram } from '../diagram';
import { graphSvg } from './graph-svg';
import { colors } from './palette';
import { sequenceSvg } from './sequence-svg';
import { escapeXml } from './text';

/**
 * Writes the diagram in SVG. Rejects with MissingPackageError if Graphviz is needed and missing.
 */
export async function svgOf(diagram: Diagram): Promise<string> {
  const drawn = diagram.kind === 'sequence' ? sequenceSvg(diagram) : await graphSvg(diagram);
  const id = diagram.view.replace(/[^a-z_]/g, '-');
  const { title, description } = diagram;
  return drawn.replace(
    /<svg[^>]*>/,
    (
      opening,
      // With a color scheme, a browser that shows the file alone takes a dark background, too.
    ) => `${opening.replace(/>$/, '')} style="color-scheme:light dark" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${escapeXml(title)}</title>
<desc id="${id}-description">${escapeXml(description)}</desc>
<style>${darkStyle()}</style>`,
  );
}

function darkStyle(): string {
  const rules = colors.flatMap(({ light, dark }) =>
    ['fill', 'stroke'].map((property) => `[${property}="${light}"]{${property}:${dark}}`),
  );
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}
