/** `diagram`: draws a view of the lifecycle, or all of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
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
import { InvalidInputError, MissingPackageError } from '../input';
import { HistoryFormatError } from '../trace';
import { fileProblem, isFileError, linesOf } from './files';
import { type ExitStatus, exit, type Io } from './io';

/** What to draw and where to. */
export interface DiagramCommandOptions {
  readonly format: Format | undefined;
  readonly output: string | undefined;
  readonly all: boolean;
  readonly drawing: DiagramOptions;
}

/** Draws one view, or writes every view in every format into a folder. */
export async function diagram(
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
    const problem = problemOf(error, file);
    if (problem === undefined) throw error;
    io.stderr(`error: ${problem}\n`);
    return exit.badInput;
  }
}

async function drawOne(
  view: ViewName | undefined,
  file: string | undefined,
  { format = 'mermaid', output, drawing }: DiagramCommandOptions,
  io: Io,
): Promise<void> {
  if (view === undefined) {
    const allowed = `the name of a view, or --all: ${viewNames.join(', ')}`;
    throw new InvalidInputError({ field: 'view', value: view, allowed });
  }
  if (view === 'history' && file === undefined) {
    const allowed = 'the file of a recorded history';
    throw new InvalidInputError({ field: 'file', value: file, allowed });
  }
  const history = file === undefined ? {} : { history: await allLines(file, io) };
  const text = await toFormat(view, format, { ...drawing, ...history });
  if (output === undefined) io.stdout(text);
  else writeFileSync(output, text);
}

async function allLines(file: string, io: Io): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(file, io)) lines.push(line);
  return lines;
}

async function drawAll(
  view: ViewName | undefined,
  { format, output = 'diagrams', drawing }: DiagramCommandOptions,
  io: Io,
): Promise<void> {
  if (view !== undefined) {
    throw new InvalidInputError({ field: 'view', value: view, allowed: 'left out with --all' });
  }
  const chosen = format === undefined ? (Object.keys(formats) as Format[]) : [format];
  const files = viewNames
    .filter((name) => name !== 'history')
    .flatMap((name) =>
      chosen.filter((each) => hasFormat(name, each)).map((each) => ({ name, each })),
    );
  mkdirSync(output, { recursive: true });
  for (const { name, each } of files) {
    writeFileSync(join(output, fileName(name, each)), await toFormat(name, each, drawing));
  }
  io.stdout(`${files.length} files in ${output}.\n`);
}

function problemOf(error: unknown, file = ''): string | undefined {
  if (error instanceof MissingPackageError) return error.message;
  if (error instanceof HistoryFormatError) {
    return `${[file, ...(error.line > 0 ? [error.line] : [])].join(':')}: ${error.problem}`;
  }
  return isFileError(error) ? `${error.path ?? file}: ${fileProblem(error)}` : undefined;
}
