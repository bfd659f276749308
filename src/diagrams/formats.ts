/** Every format by its name, and writing a view in one. */
import { InvalidInputError, oneOf } from '../input';
import { dotOf } from './dot';
import { markdownOf } from './markdown';
import { mermaidOf } from './mermaid';
import { type DiagramOptions, requestOf } from './options';
import { plantUmlOf } from './plantuml';
import { scxmlOf } from './scxml';
import { svgOf } from './svg';
import { draw, type ViewName } from './views';

/** The formats, with the ending of a file that is written in each. */
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

/** The view as Mermaid, which GitHub renders as it is. Pure. Throws as `draw` does. */
export function toMermaid(view: ViewName, options: DiagramOptions = {}): string {
  return mermaidOf(draw(view, options));
}

/**
 * The view as Graphviz DOT, to be laid out by `dot`. Pure. Throws as `draw` does, and InvalidInputError
 * for the view `history`, because DOT has no sequences.
 */
export function toDot(view: ViewName, options: DiagramOptions = {}): string {
  return dotOf(draw(view, options));
}

/**
 * The view as a self-contained SVG document, on light and on dark backgrounds. Needs the optional package
 * `@hpcc-js/wasm-graphviz`, but for the view `history`. Rejects as `draw` throws, and with
 * MissingPackageError.
 */
export async function toSvg(view: ViewName, options: DiagramOptions = {}): Promise<string> {
  return svgOf(draw(view, options));
}

/** The view as PlantUML. Pure. Throws as `draw` does. */
export function toPlantUml(view: ViewName, options: DiagramOptions = {}): string {
  return plantUmlOf(draw(view, options));
}

/** The view as Markdown tables. Pure. Throws as `draw` does. */
export function toMarkdown(view: ViewName, options: DiagramOptions = {}): string {
  return markdownOf(draw(view, options));
}

/** The view as JSON: the neutral graph itself. Pure. Throws as `draw` does. */
export function toJson(view: ViewName, options: DiagramOptions = {}): string {
  return `${JSON.stringify(draw(view, options), null, 2)}\n`;
}

/**
 * The machine as SCXML, with an ECMAScript data model. It has no views: it is the machine as a whole.
 * Pure. Throws UntranslatableError for a machine whose guards or actions nobody has said in ECMAScript,
 * and InvalidInputError for malformed options, a highlight or a history.
 */
export function toScxml(options: DiagramOptions = {}): string {
  const { machine, capabilities, highlight, history } = requestOf(options);
  const allowed = 'left out: SCXML is the machine, not a picture of it';
  if (highlight.length > 0) {
    throw new InvalidInputError({ field: 'highlight', value: options.highlight, allowed });
  }
  if (history !== null) {
    throw new InvalidInputError({ field: 'history', value: options.history, allowed });
  }
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

/** Whether a view can be written in a format. Pure. */
export function hasFormat(view: ViewName, format: Format): boolean {
  if (format === 'scxml') return view === 'lifecycle';
  return format !== 'dot' || view !== 'history';
}

/** What the file of a view in a format is called: `action-stop.svg`. Pure. */
export function fileName(view: ViewName, format: Format): string {
  return `${view.replace(':', '-')}.${formats[format]}`;
}

/** The view in the format of this name. Rejects as the function of the format throws. */
export async function toFormat(
  view: ViewName,
  format: Format,
  options: DiagramOptions = {},
): Promise<string> {
  if (!Object.hasOwn(writers, format)) {
    const allowed = oneOf(Object.keys(formats));
    throw new InvalidInputError({ field: 'format', value: format, allowed });
  }
  return writers[format](view, options);
}
