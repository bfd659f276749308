/** Chromium, as Debian installs it, and pages of the examples that are served to it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { root } from '../repository/tree';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
const folders = (process.env.PATH ?? '').split(delimiter);

/** The path of the browser: that of CHROMIUM, or the first that is installed. */
const executable =
  process.env.CHROMIUM ??
  names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));

/** True if there is a browser. In CI there must be one, so that its tests are not left out. */
export const hasBrowser = executable !== undefined || process.env.CI !== undefined;

/** The title of tests that need the browser: it says what to do if there is none. */
export const browserTitle = hasBrowser
  ? 'in Chromium'
  : 'in Chromium: left out, because it is not installed: apt-get install chromium';

/** A quiet browser that asks nobody anything, also for root. */
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Starts a browser with a profile of its own; `close` removes it. */
async function startBrowser() {
  if (executable === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  const profile = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-chromium-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    args: flags,
    viewport: { width: 1_000, height: 640 },
    // Its own limits would fail on a busy machine; that of the test is enough.
    timeout: 0,
  });
  context.setDefaultTimeout(0);
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, close };
}

/** Starts a browser for the tests of a suite, and closes it after them; returns its context. */
export function browserOfSuite(): () => BrowserContext {
  let browser: Awaited<ReturnType<typeof startBrowser>> | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('the browser starts before the first test');
    return browser.context;
  };
}

const folder = join(root, 'examples/client');
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript' };

/** Bundles the example pages as their README says, and serves them until `close`. */
export async function servePages() {
  const { outputFiles, warnings } = await build({
    entryPoints: ['page.mjs', 'react.jsx'].map((file) => join(folder, file)),
    outdir: folder,
    ...{ bundle: true, format: 'esm', jsx: 'automatic', write: false, logLevel: 'silent' },
  });
  const contents = new Map<string, Uint8Array | string>(
    outputFiles.map(({ path, contents: text }) => [path.slice(folder.length), text]),
  );
  for (const page of ['/page.html', '/react.html']) {
    contents.set(page, readFileSync(join(folder, page), 'utf8'));
  }
  const server = createServer(({ url = '/' }, response) => {
    const path = url.replace(/\?.*/, '');
    const content = contents.get(path);
    const type = types[path.split('.').at(-1) ?? ''] ?? 'text/plain';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type });
    response.end(content ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<unknown>((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, warnings, close };
}
