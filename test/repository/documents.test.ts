/** The documents say what the code does: generated parts are fresh, and snippets run. */
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

describe('the snippets of the README', () => {
  const snippets = [...read('README.md').matchAll(/```js\n(.*?)```/gs)].map(
    ([, code = '']) => code,
  );

  const run = (code: string) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: top,
      encoding: 'utf8',
    });

  it('embed the core, as their comments say', () => {
    const [embedding = ''] = snippets;
    const state = 'console.log(JSON.stringify({ answer, step, outcome, deployment }));';
    const { answer, step, outcome, deployment } = JSON.parse(run(`${embedding}\n${state}`));
    expect(answer).toEqual({ status: 202 });
    expect(step).toMatchObject({ type: 'provision', generation: 1, initial: 'paused' });
    expect(outcome.accepted).toBe(true);
    expect(deployment).toMatchObject({ status: 'Provisioning', desiredStatus: 'Paused' });
    const lines = embedding.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(11);
  });

  it('serve it', () => {
    expect(run(snippets[1] ?? '')).toBe('202 Paused\n');
  });

  it('judge a history', () => {
    expect(run(snippets[2] ?? '')).toContain('Line 6 claims that resume is answered with 202.');
  });

  it('prove a property of their own, and find it violated as they show', () => {
    const output = run(snippets[3] ?? '');
    const [, shown = ''] = /`check`:\n\n```text\n(.*?)```/s.exec(read('README.md')) ?? [];
    const lines = shown.trim().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(output).toContain(line.replace(/…$/, ''));
    expect(output).toContain('This violates own.no-error-with-a-checkpoint: ');
  });

  it('draw where a pipeline is', () => {
    expect(run(snippets[4] ?? '')).toBe('true true\n');
  });

  it('check an implementation', () => {
    expect(run(snippets[5] ?? '')).toBe('true\n');
  });

  it('step a fleet', () => {
    expect(run(snippets[6] ?? '')).toBe('0 Paused\n');
  });

  it('show a history that is legal', () => {
    const [, history = ''] = /```jsonl\n(.*?)```/s.exec(read('README.md')) ?? [];
    const program = ['dist/cli.cjs', 'check', '-'];
    const output = execFileSync(process.execPath, program, {
      cwd: top,
      input: history,
      encoding: 'utf8',
    });
    expect(output).toBe('legal   standard input: 2 calls, 1 sighting.\n');
  });

  it('show the commands, which all run', () => {
    const all = read('README.md').match(/^npx pipeline-lifecycle .*$/gm) ?? [];
    // Two need what a README cannot bring along, a recording and a server that runs; one never ends.
    const left = / check history| conform http| serve /;
    const commands = all.filter((command) => !left.test(command));
    expect([all.length, commands.length]).toEqual([8, 5]);
    for (const command of commands) {
      const line = command.replace('npx pipeline-lifecycle', `"${process.execPath}" dist/cli.cjs`);
      expect(execFileSync('bash', ['-c', line], { cwd: top, encoding: 'utf8' })).not.toBe('');
    }
  });
});
