/**
 * Generated files are fresh, examples run, documents name files that exist, and the README is
 * short.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { read, repositoryFiles, root } from './tree';

describe('generated files', () => {
  it('are fresh: `npm run generate` would change nothing', async () => {
    // @ts-expect-error -- a script, not a module with types
    const { generatedFiles } = await import('../../scripts/generated.mjs');
    for (const [path, generate] of Object.entries(generatedFiles)) {
      const text = read(path);
      expect(await (generate as (text: string) => unknown)(text), path).toBe(text);
    }
  });

  it('are all that is in the folder of diagrams', async () => {
    // @ts-expect-error -- a script, not a module with types
    const { diagrams } = await import('../../scripts/diagrams.mjs');
    const files = readdirSync(`${root}diagrams`).map((file) => `diagrams/${file}`);
    expect(files.sort()).toEqual(Object.keys(diagrams).sort());
  });
});

describe('the examples', () => {
  it('host.mjs is a whole host: it takes each call, and its runner comes to rest', () => {
    const run = [process.execPath, 'examples/host.mjs'] as const;
    const output = execFileSync(run[0], [run[1]], { cwd: root, encoding: 'utf8' });
    expect(output.match(/was answered with \d+/g)?.join()).toBe(
      [202, 202, 202, 400, 202].map((status) => `was answered with ${status}`).join(),
    );
    expect(output.match(/runner: idle/g)).toHaveLength(5);
    expect(output).toContain("Unknown pipeline name 'nobody'");
  });
});

describe('the documents for contributors', () => {
  const files = repositoryFiles();
  const names = new Set(files.map((path) => path.split('/').at(-1)));
  const isThere = (path: string) =>
    path.includes('/')
      ? files.some((each) => each === path || each.startsWith(`${path.replace(/\/$/, '')}/`))
      : names.has(path);
  const pages = files.filter((path) =>
    /^(?:CONTRIBUTING|AGENTS)\.md$|^docs\/(?:architecture|mutants)\.md$|^docs\/decisions\//.test(
      path,
    ),
  );

  it.each(pages)('%s names only files that are there', (page) => {
    const named = [
      ...read(page).matchAll(/`((?:src|test|scripts|docs|examples|bench)\/[\w./-]+)`/g),
      ...read(page).matchAll(/`([\w.-]+\.(?:ts|mjs|txt))`/g),
    ].map(([, path = '']) => path);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });
});

describe('the README', () => {
  it('is short enough to be read: at most 7 kB', () => {
    expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(7_000);
  });

  it('has one snippet, of at most fifteen lines', () => {
    const snippets = [...read('README.md').matchAll(/```js\n(.*?)```/gs)];
    const lines = snippets.flatMap(([, code = '']) => code.split('\n'));
    expect(snippets).toHaveLength(1);
    expect(lines.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(15);
  });
});
