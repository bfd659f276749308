/**
 * Builds the explorer: one HTML file that has everything inside it, and a policy that lets nothing
 * else run.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The packages that the page brings along. */
export const bundledInExplorer = ['preact'];

/** Writes `explorer.html` into `dist`. */
export async function buildExplorer(root, dist) {
  const { outputFiles } = await build({
    entryPoints: ['main.tsx', 'styles.css'].map((file) => join(root, 'src/explorer', file)),
    outdir: dist,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    // Only for pictures that the page does not draw.
    external: ['@hpcc-js/wasm-graphviz'],
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
  const [script, style] = [textOf('.js'), textOf('.css')];
  // Functions, because `$` has a meaning in a replacement.
  const page = readFileSync(join(root, 'src/explorer/page.html'), 'utf8')
    .replace("default-src 'none'", () => policyFor(script, style))
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`);
  writeFileSync(join(dist, 'explorer.html'), page);
}

/** The live view may call the server that the user names, which can be any. */
function policyFor(script, style) {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data: blob:',
    "connect-src 'self' http: https:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
