/** The size of the package in a bundle, minified and compressed, as `docs/performance.md` says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root } from './install';

/** Bundles a program. `xstate` is the part of xstate in it, in bytes before compression. */
async function bundle(program: string, external: string[] = []) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    external,
    write: false,
    metafile: true,
  });
  const [file] = outputFiles as [(typeof outputFiles)[0]];
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const ofXstate = inputs.filter(([path]) => path.includes('node_modules/xstate/'));
  return {
    compressed: gzipSync(file.contents, { level: 9 }).length,
    xstate: ofXstate.reduce((bytes, [, { bytesInOutput }]) => bytes + bytesInOutput, 0),
    text: file.text,
  };
}

const called = 'createDeployment, decide, observe, reconcile, parseDeployment, withPipelineName';

describe('in a bundle', () => {
  it('the table is smaller than 8.3 kB, and holds no xstate', async () => {
    const { compressed, xstate, text } = await bundle("export * from './dist/table.js'");
    expect(compressed).toBeLessThan(8_300);
    expect(xstate).toBe(0);
    expect(text).not.toContain('import');
  });

  it('what a server calls is smaller than 11.4 kB, without machine and xstate', async () => {
    const program = `import { ${called} } from './dist/index.js'; console.log(${called})`;
    const { compressed, xstate, text } = await bundle(program);
    expect(compressed).toBeLessThan(11_400);
    expect(xstate).toBe(0);
    expect(text).not.toContain('startRequested');
  });

  it('the whole core without xstate is smaller than 20.9 kB', async () => {
    const program = "export * from './dist/index.js'";
    const { compressed, text } = await bundle(program, ['xstate']);
    expect(compressed).toBeLessThan(20_900);
    expect(text).toContain('startRequested');
    expect((await bundle("export { lifecycleMachine } from './dist/index.js'")).xstate).not.toBe(0);
  });

  it('the host is smaller than 22.9 kB, with everything it needs, claims and services among it', async () => {
    const { compressed, text } = await bundle("export * from './dist/host.js'");
    expect(compressed).toBeLessThan(22_900);
    expect(text).not.toContain('import');
  });

  it('the client is smaller than 18.2 kB, with every rule and its quote, and needs nothing', async () => {
    const { compressed, xstate, text } = await bundle("export * from './dist/client.js'");
    expect(compressed).toBeLessThan(18_200);
    expect(xstate).toBe(0);
    expect(text).not.toMatch(/\bimport\b|\brequire\b|node:/);
    const calls = await bundle("export { createClient } from './dist/client.js'");
    expect(calls.compressed).toBeLessThan(8_000);
  });

  it('the explorer is one file of less than 80 kB, with everything inside', () => {
    const page = readFileSync(join(root, 'dist/explorer.html'));
    expect(gzipSync(page, { level: 9 }).length).toBeLessThan(80_000);
  });

  it('the handler adds less than 20.2 kB to the core, without its packages', async () => {
    const packages = ['xstate', 'hono', 'hono/*', 'zod', 'jose'];
    const core = await bundle("export * from './dist/index.js'", packages);
    const program = "export * from './dist/index.js'; export * from './dist/http.js'";
    const both = await bundle(program, packages);
    expect(both.compressed - core.compressed).toBeLessThan(20_200);
    // Imported when it is needed, because not everybody has tokens to verify.
    expect(both.text).toContain('import("jose")');
  });
});
