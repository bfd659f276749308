/** The page of the explorer, as `serve` shows it to browsers. */
import { existsSync, readFileSync } from 'node:fs';

// Beside the program, and where the build puts it if the sources themselves are run.
const places = ['./explorer.html', '../../dist/explorer.html'];

let known: Response | undefined;

/**
 * Returns the answer with the page; undefined for a request that does not ask for HTML, and if the
 * page was not built.
 */
export function explorerPage({ headers }: Request): Response | undefined {
  if (headers.get('accept')?.includes('text/html') !== true) return undefined;
  known ??= readPage();
  return known?.clone();
}

function readPage(): Response | undefined {
  const files = places.map((place) => new URL(place, import.meta.url));
  const file = files.find((each) => existsSync(each));
  if (file === undefined) return undefined;
  const page = readFileSync(file, 'utf8');
  const [, policy = "default-src 'none'"] =
    /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  return new Response(page, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // A document cannot say of itself who may frame it.
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      vary: 'accept',
    },
  });
}
