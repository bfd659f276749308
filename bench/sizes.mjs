/** The size that the library adds to a download: bundled, minified and compressed. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const server = 'createDeployment, decide, observe, reconcile, parseDeployment, withPipelineName';

/** The programs to bundle, by id. The packages in `leavesOut` are not part of the bundle. */
export const downloads = {
  table: { name: 'the table', program: "export * from './dist/table.js';", leavesOut: [] },
  server: {
    name: 'what a server calls of the core',
    program: `export { ${server} } from './dist/index.js';`,
    leavesOut: [],
  },
  core: {
    name: 'the whole core without xstate',
    program: "export * from './dist/index.js';",
    leavesOut: ['xstate'],
  },
};

/** The sizes in bytes, by id: minified, and after gzip at its highest level. */
export async function measureSizes() {
  const sizes = {};
  for (const [id, download] of Object.entries(downloads)) sizes[id] = await sizeOf(download);
  return sizes;
}

async function sizeOf({ program, leavesOut }) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    external: leavesOut,
    write: false,
  });
  const [{ contents }] = outputFiles;
  return { minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length };
}
