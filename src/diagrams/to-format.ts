/** Every format by its name, and the functions that write a view in it. */
import { InvalidInputError, keysOf, member, throwFirst } from '../input';
import { dotOf, markdownOf, mermaidOf, plantUmlOf, scxmlOf, svgOf } from './formats';
import { type DiagramOptions, parseDrawingOptions, requireNoHistory } from './options';
import { draw, type ViewName, viewNames } from './views';

/** The formats, with the file name extension of each. */
export const formats = Object.freeze({
  mermaid: 'mmd',
  dot: 'dot',
  svg: 'svg',
  scxml: 'scxml',
  plantuml: 'puml',
  json: 'json',
  markdown: 'md',
});

/** The name of a format. */
export type Format = keyof typeof formats;

/** Writes the view in Mermaid, which GitHub renders. Pure. Throws as `draw` does. */
export function toMermaid(view: ViewName, options: DiagramOptions = {}): string {
  return mermaidOf(draw(view, options));
}

/**
 * Writes the view in Graphviz DOT, which `dot` lays out. Pure. Throws as `draw` does, and
 * InvalidInputError for the view `history`, because DOT has no sequences.
 */
export function toDot(view: ViewName, options: DiagramOptions = {}): string {
  return dotOf(draw(view, options));
}

/**
 * Writes the view as a self-contained SVG document for light and dark backgrounds. Its boxes have
 * `data-node`, the id of the node, and `data-status`, the status that gives it its color. The views
 * `lifecycle`, `status` and `desired` need the optional package `@hpcc-js/wasm-graphviz`. Rejects
 * as `draw` throws, and with MissingPackageError.
 */
export async function toSvg(view: ViewName, options: DiagramOptions = {}): Promise<string> {
  return svgOf(draw(view, options));
}

/** Writes the view in PlantUML. Pure. Throws as `draw` does. */
export function toPlantUml(view: ViewName, options: DiagramOptions = {}): string {
  return plantUmlOf(draw(view, options));
}

/** Writes the view as Markdown tables. Pure. Throws as `draw` does. */
export function toMarkdown(view: ViewName, options: DiagramOptions = {}): string {
  return markdownOf(draw(view, options));
}

/** Writes the view as JSON: the neutral diagram itself. Pure. Throws as `draw` does. */
export function toJson(view: ViewName, options: DiagramOptions = {}): string {
  return `${JSON.stringify(draw(view, options), null, 2)}\n`;
}

/**
 * Writes the machine as SCXML, with an ECMAScript data model. There are no views: SCXML is the
 * machine as a whole. Pure. Throws UntranslatableError if a guard or an action has no translation,
 * and InvalidInputError for malformed options, a highlight, a history or a dialect.
 */
export function toScxml(options: DiagramOptions = {}): string {
  const drawing = parseDrawingOptions(options);
  const { machine, capabilities, highlight } = drawing;
  const why = 'SCXML is the machine itself, not a picture';
  if (highlight.length > 0) {
    const allowed = `left out: ${why}`;
    throw new InvalidInputError({ field: 'highlight', value: options.highlight, allowed });
  }
  requireNoHistory(drawing, why);
  return scxmlOf(machine, capabilities);
}

const writers: Readonly<
  Record<Format, (view: ViewName, options: DiagramOptions) => string | Promise<string>>
> = {
  mermaid: toMermaid,
  dot: toDot,
  svg: toSvg,
  scxml: (view, options) => {
    if (hasFormat(view, 'scxml')) return toScxml(options);
    const allowed = "the view 'lifecycle': SCXML is the machine as a whole";
    throw new InvalidInputError({ field: 'view', value: view, allowed });
  },
  plantuml: toPlantUml,
  json: toJson,
  markdown: toMarkdown,
};

/** Returns true if a view can be written in a format. Pure. Throws InvalidInputError. */
export function hasFormat(view: ViewName, format: Format): boolean {
  checkNames(view, format);
  if (format === 'scxml') return view === 'lifecycle';
  return format !== 'dot' || view !== 'history';
}

/**
 * Returns the name for the file of a view in a format: `action-stop.svg`. Pure. Throws
 * InvalidInputError.
 */
export function fileName(view: ViewName, format: Format): string {
  checkNames(view, format);
  return `${view.replace(':', '-')}.${formats[format]}`;
}

function checkNames(view: ViewName, format: Format): void {
  throwFirst([...member('view', view, viewNames), ...member('format', format, keysOf(formats))]);
}

/** Writes the view in the format of this name. Rejects as the function of that format throws. */
export async function toFormat(
  view: ViewName,
  format: Format,
  options: DiagramOptions = {},
): Promise<string> {
  checkNames(view, format);
  return writers[format](view, options);
}
