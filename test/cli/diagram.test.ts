/** `diagram`: a view on standard output or in a file, all of them in a folder, and plain errors. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fileName,
  formats,
  hasFormat,
  toDot,
  toFormat,
  toMermaid,
  toScxml,
  toSvg,
  viewNames,
} from '../../src/diagrams';
import { isDeep } from '../tier';
import { ran } from './fake-io';
import { temporaryFolder } from './files';

const { folder } = temporaryFolder();

const history = 'examples/histories/resume-cancels-suspend.jsonl';

describe('diagram', () => {
  it('prints a view in Mermaid', async () => {
    const { status, stdout, stderr } = await ran(['diagram', 'status']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(toMermaid('status'));
  });

  it.each(Object.keys(formats))('prints a view as %s', async (format) => {
    const { status, stdout } = await ran(['diagram', 'lifecycle', '--format', format]);
    expect(status).toBe(0);
    expect(stdout).toBe(
      format === 'scxml' ? toScxml() : await toFormat('lifecycle', format as keyof typeof formats),
    );
  });

  it('writes to a file', async () => {
    const path = join(folder, 'stop.svg');
    const { status, stdout } = await ran(['diagram', 'action:stop', '-f', 'svg', '-o', path]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readFileSync(path, 'utf8')).toMatch(/^<svg /);
  });

  it.each([
    ['dot', 'dot'],
    ['puml', 'plantuml'],
    ['svg', 'svg'],
  ] as const)('writes the format of a file that ends in .%s', async (ending, format) => {
    const path = join(folder, `named.${ending}`);
    expect(await ran(['diagram', 'overview', '-o', path])).toMatchObject({ status: 0 });
    expect(readFileSync(path, 'utf8')).toBe(await toFormat('overview', format));
  });

  it('takes any name if the format is given', async () => {
    const path = join(folder, 'graph.gv');
    expect(await ran(['diagram', 'overview', '-f', 'dot', '-o', path])).toMatchObject({
      status: 0,
    });
    expect(readFileSync(path, 'utf8')).toBe(toDot('overview'));
  });

  it('renders PNG, twice as large as the SVG, for sharp text', async () => {
    const path = join(folder, 'overview.png');
    const { status, stderr } = await ran(['diagram', 'overview', '-o', path]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const bytes = readFileSync(path);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    const [, width] = /^<svg [^>]*\bwidth="(\d+)"/.exec(await toSvg('overview')) ?? [];
    expect(bytes.readUInt32BE(16)).toBe(2 * Number(width));
  });

  it('draws what a pipeline without a capability can do', async () => {
    const { stdout } = await ran(['diagram', 'desired', '--without', 'standby']);
    expect(stdout).toBe(toMermaid('desired', { capabilities: { standby: false } }));
    expect(stdout).not.toContain('Standby');
  });

  it('marks a pipeline, and its path', async () => {
    const { stdout } = await ran(
      'diagram status --highlight Provisioning/Running --highlight Running/Running'.split(' '),
    );
    expect(stdout).toContain('class Running highlight');
    expect(stdout).toContain('class Provisioning highlight');
  });

  it('draws a history of a server with a dialect', async () => {
    const stdin = '{"call":"dismiss_error","answer":200}\n';
    const words = ['diagram', 'history', '-', '--dialect', 'feldera'];
    const { status, stdout } = await ran(words, { stdin });
    expect(status).toBe(0);
    expect(stdout).toBe(toMermaid('history', { history: [stdin.trim()], dialect: 'feldera' }));
  });

  it('draws a history, from a file and from standard input', async () => {
    const fromFile = await ran(['diagram', 'history', history]);
    const stdin = readFileSync(history, 'utf8');
    const fromInput = await ran(['diagram', 'history', '-'], { stdin });
    expect(fromFile.stdout).toContain('Line 6 breaks a rule');
    expect(fromInput).toEqual(fromFile);
  });

  it.runIf(isDeep)('writes every view in every format that can express it', async () => {
    const path = join(folder, 'all');
    const { status, stdout } = await ran(['diagram', '--all', '-o', path]);
    const expected = viewNames
      .filter((view) => view !== 'history')
      .flatMap((view) =>
        (Object.keys(formats) as (keyof typeof formats)[])
          .filter((format) => hasFormat(view, format))
          .map((format) => fileName(view, format)),
      );
    expect(status).toBe(0);
    expect(stdout).toBe(`${expected.length} files in ${path}.\n`);
    expect(readdirSync(path).sort()).toEqual(expected.sort());
  });

  it('writes every view in one format', async () => {
    const path = join(folder, 'dots');
    await ran(['diagram', '--all', '-f', 'dot', '-o', path]);
    expect(readdirSync(path)).toHaveLength(viewNames.length - 1);
  });
});

describe('bad input', () => {
  it.each([
    [
      'no view',
      'diagram',
      "error: Missing argument 'view': it must be named, or --all given. The views: overview, lifecycle",
    ],
    [
      'an unknown view',
      'diagram statuses',
      'view is "statuses", but must be one of "overview", "lifecycle"',
    ],
    [
      'an unknown format',
      'diagram status -f gif',
      '--format is "gif", but must be one of "mermaid", "dot", "svg"',
    ],
    [
      'a file name of no format',
      'diagram status -o nowhere/status.gif',
      '--output is "nowhere/status.gif", but must be a name that ends in .mmd, .dot, .svg, .scxml',
    ],
    [
      'a file name of another format',
      'diagram status -f dot -o nowhere/status.svg',
      '--output is "nowhere/status.svg", but must be a name that ends in .dot, because --format is dot',
    ],
    ['PNG on standard output', 'diagram status -f png', "Missing option '--output'"],
    [
      'PNG of a view without a history',
      'diagram history -o nowhere/h.png',
      "Missing argument 'file'",
    ],
    [
      'a view and --all',
      'diagram status --all',
      'error: view is "status", but must be left out with --all',
    ],
    [
      'a history without a file',
      'diagram history',
      "error: Missing argument 'file': it must be a recorded history",
    ],
    [
      'a dialect for another view',
      'diagram status --dialect feldera',
      '--dialect is "feldera", but',
    ],
    ['a file for another view', `diagram status ${history}`, 'must be left out: only the view'],
    [
      'a file that is not there',
      'diagram history nowhere.jsonl',
      'error: nowhere.jsonl: no such file.',
    ],
    ['a file that is not a history', 'diagram history package.json', 'error: package.json:1: '],
    [
      'a folder that is not there',
      'diagram status -o nowhere/status.mmd',
      'error: --output is "nowhere/status.mmd", but must be a file that can be written (its folder',
    ],
    ['a sequence in DOT', `diagram history ${history} -f dot`, 'DOT has no sequences'],
    ['SCXML of a view', 'diagram status -f scxml', "but must be the view 'lifecycle'"],
    [
      'a highlight in SCXML',
      'diagram lifecycle -f scxml --highlight Running/Running',
      'SCXML is the machine',
    ],
    [
      'half a pair',
      'diagram status --highlight Running',
      '--highlight is "Running", but must be a status and a desired status',
    ],
    [
      'a pair that cannot occur',
      'diagram status --highlight Running/Standby',
      'a pair of statuses that can occur',
    ],
    ['an unknown status', 'diagram status --highlight Runing/Running', '--highlight is "Runing"'],
    [
      'an unknown capability',
      'diagram status --without standbye',
      'but must be one of "checkpointing"',
    ],
  ])('%s exits with 2 and says what to do', async (_name, line, message) => {
    const { status, stdout, stderr } = await ran(line.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync('nowhere')).toBe(false);
  });
});
