/** Generated files are fresh, examples run, and the README stays short. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const top = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, top), 'utf8');

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
    const files = readdirSync(new URL('diagrams', top)).map((file) => `diagrams/${file}`);
    expect(files.sort()).toEqual(Object.keys(diagrams).sort());
  });
});

describe('the examples', () => {
  it('host.mjs is a whole host: it takes each call, and its runner comes to rest', () => {
    const run = [process.execPath, 'examples/host.mjs'] as const;
    const output = execFileSync(run[0], [run[1]], { cwd: top, encoding: 'utf8', timeout: 20_000 });
    expect(output.match(/was answered with \d+/g)?.join()).toBe(
      [202, 202, 202, 400, 202].map((status) => `was answered with ${status}`).join(),
    );
    expect(output.match(/runner: idle/g)).toHaveLength(5);
    expect(output).toContain("Unknown pipeline name 'nobody'");
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
