/** `diagram`: draws a view of the lifecycle, or all of them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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
import { historyIn, type RecordingsOptions } from './recordings';

/** The options of `diagram`: what to draw, and where to write it. */
export interface DiagramCommandOptions {
  readonly format: Format | undefined;
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
    if (problem === undefined) throw inTermsOfUser(error, { highlight: '--highlight' });
    io.stderr(`error: ${problem}\n`);
    return exit.badInput;
  }
}

async function drawOne(
  view: ViewName | undefined,
  file: string | undefined,
  { format = 'mermaid', output, drawing, recording }: DiagramCommandOptions,
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
  const recorded = file === undefined ? {} : await historyIn(file, recording, io);
  const text = await toFormat(view, format, { ...drawing, ...recorded });
  if (output === undefined) io.stdout(text);
  else writeNamedFile('--output', output, text);
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
      chosen.filter((each) => hasFormat(name, each)).map((each) => ({ name, each })),
    );
  makeFolder(output);
  for (const { name, each } of files) {
    const text = await toFormat(name, each, drawing);
    writeNamedFile('--output', join(output, fileName(name, each)), text);
  }
  io.stdout(`${files.length} files in ${output}.\n`);
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

/** Returns the problem with a history or a missing package; undefined for any other error. */
function problemWith(error: unknown, file = ''): string | undefined {
  if (isInstanceOf(error, MissingPackageError)) return error.message;
  if (isInstanceOf(error, HistoryFormatError)) {
    return `${[file, ...(error.line > 0 ? [error.line] : [])].join(':')}: ${error.problem}`;
  }
  return isFileError(error) ? `${error.path ?? file}: ${whyNotReadable(error)}` : undefined;
}
