/** Accessibility, as axe-core sees it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails with everything that axe-core finds wrong with a page, as it is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(`${source}; undefined`);
  const found = await page.evaluate<readonly string[]>(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html }) => id + ': ' + help + ': ' + html.slice(0, 200))))`);
  expect(found).toEqual([]);
}

/** Fails if a page is wider than its window. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  const [width, seen] = await page.evaluate<readonly [number, number]>(
    '[document.documentElement.scrollWidth, window.innerWidth]',
  );
  expect(width).toBeLessThanOrEqual(seen);
}
