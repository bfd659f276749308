/**
 * Runs what the documents show: snippets print what they say, and commands work.
 *
 * A snippet either says what it prints, in a comment after each `console.log`, or is followed by a
 * block of text with lines of its output, cut off at an ellipsis.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram, started } from '../cli/processes';
import { cases, isDeep } from '../tier';
import { until } from '../until';
import { codeBlocks, codeIn } from './code-blocks';
import { read, repositoryFiles, root } from './tree';

const pages = repositoryFiles().filter((path) => path.endsWith('.md'));
const snippets = pages.flatMap((path) =>
  codeBlocks(read(path)).flatMap(({ language, code, output }) =>
    language === 'js' ? [{ path, code, shown: output }] : [],
  ),
);

/** Prints a list with the output of each program. One process saves the start of many. */
const runner = `
  import { format } from 'node:util';
  const outputs = [];
  for (const file of process.argv.slice(1)) {
    let output = '';
    console.log = (...values) => { output += format(...values) + '\\n'; };
    await import(file).catch((error) => console.log(error));
    outputs.push(output);
  }
  process.stdout.write(JSON.stringify(outputs));
`;

/** Runs programs that stand in the repository, so that they import the package by its name. */
function runAll(codes: readonly string[]): string[] {
  const parent = join(root, 'coverage');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'snippets-'));
  try {
    const files = codes.map((code, index) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, code);
      return file;
    });
    return JSON.parse(run(runner, ...files));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(code: string, ...args: readonly string[]): string {
  const program = ['--input-type=module', '--eval', code, ...args];
  return execFileSync(process.execPath, program, { cwd: root, encoding: 'utf8' });
}

describe('snippets', () => {
  const outputs = new Map<string, string>();
  const tried = cases(snippets, 12);
  beforeAll(() => {
    const codes = tried.map(({ code }) => code);
    for (const [index, output] of runAll(codes).entries()) outputs.set(codes[index] ?? '', output);
  });

  it('are in every page that is about a way in', () => {
    const withSnippets = new Set(snippets.map(({ path }) => path));
    for (const page of ['embedding', 'hosting', 'serving', 'client', 'histories', 'verifying']) {
      expect([...withSnippets]).toContain(`docs/${page}.md`);
    }
    for (const page of ['README.md', 'docs/diagrams.md', 'docs/table.md']) {
      expect([...withSnippets]).toContain(page);
    }
  });

  it.each(tried.filter(({ shown }) => shown === null))(
    'print what their comments say: $path, $code',
    ({ code }) => {
      const told = [...code.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm)].map(
        ([, line]) => line,
      );
      expect(told.length).toBeGreaterThan(0);
      expect(outputs.get(code)?.trimEnd().split('\n')).toEqual(told);
    },
  );

  it.each(tried.filter(({ shown }) => shown !== null))(
    'print the text that follows: $path, $code',
    ({ code, shown }) => {
      const output = outputs.get(code);
      const lines = (shown ?? '').trimEnd().split('\n');
      const cut = lines.map((line) => line.replace(/…$/, '')).filter((line) => line.trim() !== '');
      expect(cut.length).toBeGreaterThan(0);
      for (const line of cut) expect(output).toContain(line);
    },
  );
});

describe('snippets in TypeScript', () => {
  const imports = pages.flatMap((path) =>
    codeIn(read(path), 'ts').flatMap((code) =>
      [...code.matchAll(/import \{ (.*) \} from '(pipeline-lifecycle\S*)'/g)].map(
        ([, names = '', from = '']) => ({ path, from, names: names.split(', ') }),
      ),
    ),
  );

  it.each(imports)('import what is there: $path, $from', async ({ from, names }) => {
    // The built package, as the documents name it.
    const exported: object = await import(/* @vite-ignore */ createRequire(root).resolve(from));
    expect(Object.keys(exported)).toEqual(expect.arrayContaining(names));
  });
});

describe('commands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  copyFileSync(
    join(root, 'examples/histories/run-pause-resume-force-stop.jsonl'),
    join(folder, 'history.jsonl'),
  );

  const all = pages.flatMap((path) =>
    codeIn(read(path), 'sh').flatMap((block) =>
      (block.match(/^npx pipeline-lifecycle .*$/gm) ?? []).map((command) => ({ path, command })),
    ),
  );
  // One needs a server that runs, the other is one: they have tests of their own. So have scripts.
  const runnable = all.filter(
    ({ command }) =>
      !/lifecycle (conform http|serve )|examples\/recordings|demo\.jsonl/.test(command),
  );

  it('are shown, all but these two', () => {
    const names = new Set(runnable.map(({ command }) => command.split(' ')[2]));
    expect([...names].sort()).toEqual([
      'check',
      'diagram',
      'explain',
      'rules',
      'verdicts',
      'verify',
    ]);
  });

  // These take seconds, and what they do has tests of its own.
  const usual = runnable.filter(({ command }) => isDeep || !/verify|--all|\.svg/.test(command));

  it.each(cases(usual, 4))('work: $path, $command', ({ command }) => {
    const program = `"${process.execPath}" "${join(root, 'dist/cli.cjs')}"`;
    const line = command.replace('npx pipeline-lifecycle', program);
    execFileSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });
  });
});

describe('scripts in docs/histories.md', () => {
  const scripts = codeBlocks(read('docs/histories.md')).flatMap(({ language, code, output }) =>
    language === 'sh' && output !== null ? [{ code, shown: output }] : [],
  );
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));

  it('are three: for a HAR file, a log and a shell, in five lines at most', () => {
    expect(scripts.map(({ code }) => code.trimEnd().split('\n').length)).toEqual([1, 3, 5]);
  });

  it.each(cases(scripts, 2))('print the text that follows: $code', async ({ code, shown }) => {
    const baseUrl = code.includes('localhost:8080') ? await servedUrl() : '';
    const npx = `npx() { shift; "${process.execPath}" "${builtProgram}" "$@" || true; }`;
    const script = `${npx}\n${code.replace('http://localhost:8080', baseUrl)}`;
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const printed = execFileSync('bash', ['-euo', 'pipefail', '-c', script], options);
    const lines = shown.split('\n').filter((line) => line !== '' && line !== '…');
    expect(lines).not.toEqual([]);
    for (const line of lines) expect(printed).toContain(line);
  });
});

/** The URL of a server that runs until the end of the test. */
async function servedUrl(): Promise<string> {
  const { printed } = started(['serve', '--port', '0']);
  const found = () => /http:\/\/\S+:\d+/.exec(printed.stdout + printed.stderr)?.[0];
  await until(() => found() !== undefined);
  return found() ?? '';
}

describe('examples of data', () => {
  it('the histories in docs/histories.md are legal', () => {
    const histories = codeIn(read('docs/histories.md'), 'jsonl');
    expect(histories.map((history) => history.split('\n').length)).toEqual([6, 5]);
    for (const input of histories) {
      const options = { cwd: root, input, encoding: 'utf8' } as const;
      const printed = execFileSync(process.execPath, ['dist/cli.cjs', 'check', '-'], options);
      expect(printed).toMatch(/^legal /);
    }
  });

  it('the poll in docs/serving.md has the fields of a poll', () => {
    const [poll = ''] = codeIn(read('docs/serving.md'), 'json');
    const fields = run(`
      import { createPipeline } from 'pipeline-lifecycle/host';
      import { toWire } from 'pipeline-lifecycle/http';
      console.log(Object.keys(toWire(createPipeline('orders', { now: 0, id: 'orders-1' }))).join());
    `);
    expect(Object.keys(JSON.parse(poll)).join()).toBe(fields.trim());
  });
});
