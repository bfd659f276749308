/** The explorer in Chromium: opens the built page, and fails a test for any error in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { root } from '../repository/tree';

const file = join(root, 'dist/explorer.html');

/** The address of the page as a file. */
export const pageUrl = pathToFileURL(file).href;

/** The text of the page. */
export const pageText = (): string => readFileSync(file, 'utf8');

/** The surroundings of a page. */
export interface Surroundings {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** The complaints of the browser that the test provokes. */
  readonly complaints?: readonly string[];
  /** Complaints that may come any number of times, such as those of a server that is down. */
  readonly tolerated?: RegExp;
  /** The servers that the page may ask, such as http://127.0.0.1:8080. */
  readonly servers?: readonly string[];
  /** The address of the page, if it is not opened as a file. */
  readonly address?: string;
}

/**
 * Opens the page, by default as a file, with what follows `#` in the address. The test fails if
 * anything throws in it, if the policy stops anything, and if it asks anybody but these servers.
 */
export async function openPage(
  context: BrowserContext,
  hash = '',
  surroundings: Surroundings = {},
): Promise<Page> {
  const { width = 1_280, scheme = 'light', complaints = [], address = pageUrl } = surroundings;
  const { tolerated = /^$/, servers = [] } = surroundings;
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    const isProblem = message.type() === 'error' && !tolerated.test(message.text());
    if (isProblem) problems.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    const isAllowed = /^(file|data|blob):/.test(url) || servers.includes(new URL(url).origin);
    if (!isAllowed) problems.push(`request to ${url}`);
  });
  onTestFinished(async () => {
    await page.close();
    expect(problems).toEqual(complaints);
  });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: 900 });
  await page.goto(address + (hash === '' ? '' : `#${hash}`));
  return page;
}

/**
 * Presses Tab until the focus is on an element that a selector finds, as a user without a mouse
 * does. Fails once the focus has been everywhere.
 */
export async function tabTo(page: Page, selector: string): Promise<void> {
  const isThere = `document.activeElement.matches(${JSON.stringify(selector)})`;
  for (let count = 0; count < 300; count += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(isThere)) return;
  }
  throw new Error(`The focus never comes to ${selector}.`);
}

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** The rules of accessibility that the page breaks, each with the elements that break it. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}

/** True if the page is no wider than its window. */
export async function fitsWindow(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
}

/** True if the focus is on this element. */
export async function hasFocus(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) === 1;
}
