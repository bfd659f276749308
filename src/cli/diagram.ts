/** `diagram`: draws a view of the lifecycle, or all of them. */
import { mkdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import {
  type DiagramOptions,
  type Format,
  fileName,
  formats,
  hasFormat,
  toFormat,
  type ViewName,
  viewNames,
} from '../diagrams';
import { InvalidInputError, isInstanceOf, keysOf, MissingPackageError } from '../input';
import { HistoryFormatError } from '../trace';
import { inTermsOfUser } from './arguments';
import { isFileError, requireName, whyNotReadable, writeNamedFile } from './files';
import { type ExitStatus, exit, type Io } from './io';
import { NoFontError, pngOf } from './png';
import { historyIn, type RecordingsOptions } from './recordings';

/** The formats, with the file name extension of each: those of the library, and PNG. */
const fileFormats = Object.freeze({ ...formats, png: 'png' });

/** The names of these formats. */
export const formatNames = keysOf(fileFormats);

/** The name of a format. */
export type FileFormat = Format | 'png';

/** The options of `diagram`: what to draw, and where to write it. */
export interface DiagramCommandOptions {
  readonly format: FileFormat | undefined;
  readonly output: string | undefined;
  readonly all: boolean;
  readonly drawing: DiagramOptions;
  readonly recording: RecordingsOptions;
}

/** Draws one view, or writes every view in every format into a folder. */
export async function runDiagram(
  view: ViewName | undefined,
  file: string | undefined,
  options: DiagramCommandOptions,
  io: Io,
): Promise<ExitStatus> {
  try {
    if (options.all) await drawAll(view, options, io);
    else await drawOne(view, file, options, io);
    return exit.legal;
  } catch (error) {
    const problem = problemWith(error, file);
    if (problem === undefined)
      throw inTermsOfUser(error, { highlight: '--highlight', dialect: '--dialect' });
    io.stderr(`error: ${problem}\n`);
    return exit.badInput;
  }
}

async function drawOne(
  view: ViewName | undefined,
  file: string | undefined,
  { format: given, output, drawing, recording }: DiagramCommandOptions,
  io: Io,
): Promise<void> {
  if (view === undefined) {
    const allowed = `named, or --all given. The views: ${viewNames.join(', ')}`;
    const message = `Missing argument 'view': it must be ${allowed}.`;
    throw new InvalidInputError({ field: 'view', value: view, allowed }, message);
  }
  if (view === 'history' && file === undefined) {
    const allowed = 'a recorded history such as history.jsonl, or - for standard input';
    const message = `Missing argument 'file': it must be ${allowed}.`;
    throw new InvalidInputError({ field: 'file', value: file, allowed }, message);
  }
  if (view !== 'history' && file !== undefined) {
    const allowed = 'left out: only the view history has a file';
    throw new InvalidInputError({ field: 'file', value: file, allowed });
  }
  if (file !== undefined) requireName('file', file, 'the name of a history');
  const format = formatFor(output, given);
  const recorded = file === undefined ? {} : await historyIn(file, recording, io);
  const contents = await contentsOf(view, format, { ...drawing, ...recorded });
  if (output !== undefined) writeNamedFile('--output', output, contents);
  else if (typeof contents === 'string') io.stdout(contents);
}

/** The format that is given or, without one, that of the file's name. They must not differ. */
function formatFor(output: string | undefined, given: FileFormat | undefined): FileFormat {
  if (output === undefined) {
    if (given !== 'png') return given ?? 'mermaid';
    const allowed = 'a file such as picture.png: PNG is not text';
    const message = `Missing option '--output': it must be ${allowed}.`;
    throw new InvalidInputError({ field: '--output', value: output, allowed }, message);
  }
  requireName('--output', output, 'the name of a file');
  const named = formatNames.find((each) => extname(output) === `.${fileFormats[each]}`);
  const format = given ?? named;
  if (format !== undefined && (named ?? format) === format) return format;
  const endings = Object.values(fileFormats).map((each) => `.${each}`);
  const allowed =
    given === undefined
      ? `a name that ends in ${endings.join(', ')}, unless --format is given`
      : `a name that ends in .${fileFormats[given]}, because --format is ${given}`;
  throw new InvalidInputError({ field: '--output', value: output, allowed });
}

/** Returns the text of a view in a format; the bytes for PNG. */
async function contentsOf(
  view: ViewName,
  format: FileFormat,
  options: DiagramOptions,
): Promise<string | Uint8Array> {
  if (format !== 'png') return toFormat(view, format, options);
  return pngOf(await toFormat(view, 'svg', options));
}

async function drawAll(
  view: ViewName | undefined,
  { format, output = 'diagrams', drawing }: DiagramCommandOptions,
  io: Io,
): Promise<void> {
  if (view !== undefined) {
    throw new InvalidInputError({ field: 'view', value: view, allowed: 'left out with --all' });
  }
  const chosen = format === undefined ? keysOf(formats) : [format];
  const files = viewNames
    .filter((name) => name !== 'history')
    .flatMap((name) =>
      chosen
        .filter((each) => each === 'png' || hasFormat(name, each))
        .map((each) => ({ name, each })),
    );
  makeFolder(output);
  for (const { name, each } of files) {
    const contents = await contentsOf(name, each, drawing);
    writeNamedFile('--output', join(output, nameFor(name, each)), contents);
  }
  io.stdout(`${files.length} files in ${output}.\n`);
}

function nameFor(view: ViewName, format: FileFormat): string {
  if (format !== 'png') return fileName(view, format);
  return fileName(view, 'svg').replace(/svg$/, fileFormats.png);
}

function makeFolder(folder: string): void {
  requireName('--output', folder, 'the name of a folder');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!isFileError(error)) throw error;
    const allowed = `a folder, or the name of a new one (${error.code})`;
    throw new InvalidInputError({ field: '--output', value: folder, allowed });
  }
}

/** Returns the problem with a history, a package or a font; undefined for other errors. */
function problemWith(error: unknown, file = ''): string | undefined {
  if (isInstanceOf(error, MissingPackageError) || isInstanceOf(error, NoFontError)) {
    return error.message;
  }
  if (isInstanceOf(error, HistoryFormatError)) {
    return `${[file, ...(error.line > 0 ? [error.line] : [])].join(':')}: ${error.problem}`;
  }
  return isFileError(error) ? `${error.path ?? file}: ${whyNotReadable(error)}` : undefined;
}
