/** The example pages in a browser, on a simulator that they reach from another origin. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { simulate } from '../simulator/simulate';
import { browserOfSuite, browserTitle, hasBrowser, servePages } from './browser';

/** Serves a simulator that pages may call; on the port of an earlier one, if there was one. */
async function simulateForPages(port = 0) {
  const served = await simulate({ cors: '*' }, port);
  return { ...served, api: `${served.url}/v0` };
}

describe.runIf(hasBrowser)(browserTitle, () => {
  const context = browserOfSuite();
  let pages: Awaited<ReturnType<typeof servePages>>;
  beforeAll(async () => {
    pages = await servePages();
  });
  afterAll(() => pages?.close());

  /** Opens a page, and fails the test for any error in it. */
  const open = async (path: string): Promise<Page> => {
    const page = await context().newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    onTestFinished(async () => {
      await page.close();
      expect(errors).toEqual([]);
    });
    await page.goto(pages.url + path);
    return page;
  };

  const row = (page: Page, name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) });
  const enabledIn = (page: Page, name: string) =>
    row(page, name).locator('button:enabled').allTextContents();
  const shows = (page: Page, name: string, status: string) =>
    row(page, name).getByRole('cell', { name: status, exact: true }).waitFor();

  test('all pipelines are shown, and the buttons that the server would accept', async () => {
    const { api } = await simulateForPages();
    const page = await open(`/page.html?api=${api}`);
    await page.getByText('Connected: 2 pipelines.').waitFor();
    await shows(page, 'demo', 'Stopped');
    expect(await enabledIn(page, 'demo')).toEqual(['Start']);
    await row(page, 'demo').getByRole('button', { name: 'Start', exact: true }).click();
    await shows(page, 'demo', 'Running');
    expect(await enabledIn(page, 'demo')).toEqual([
      ...['Pause', 'Stop and keep a checkpoint', 'Stop now'],
    ]);
    expect(
      await row(page, 'demo')
        .getByTitle(/Only a pipeline that awaits/)
        .textContent(),
    ).toBe('Approve bootstrapping');
    await row(page, 'demo').getByRole('button', { name: 'Stop now' }).click();
    await shows(page, 'demo', 'Stopped');
    expect(await enabledIn(page, 'invoices')).toEqual(['Start']);
  });

  test('a page is connected again by itself after a restart of the server', async () => {
    const first = await simulateForPages();
    const page = await open(`/page.html?api=${first.api}`);
    await page.getByText('Connected: 2 pipelines.').waitFor();
    await first.stop();
    await page.getByText('The connection is lost.').waitFor();
    const second = await simulateForPages(first.port);
    await page.getByText('Connected: 2 pipelines.').waitFor();
    await fetch(`${second.api}/pipelines/demo/start?initial=paused`, { method: 'POST' });
    await shows(page, 'demo', 'Paused');
  });

  test('with React, a pipeline is shown with the reasons that it refuses', async () => {
    const { api } = await simulateForPages();
    const page = await open(`/react.html?api=${api}`);
    await page.getByRole('heading', { name: 'demo: Stopped', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Start paused' }).click();
    await page.getByRole('heading', { name: 'demo: Paused', exact: true }).waitFor();
    await page.getByText('Start paused: accepted').waitFor();
    const button = page.getByRole('button', { name: 'Start', exact: true });
    const start = page.getByRole('listitem').filter({ has: button });
    expect(await start.textContent()).toContain('Stop the pipeline, and start it again');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('heading', { name: 'demo: Running', exact: true }).waitFor();
  });

  test('a refusal is shown: the pipeline has another deployment than the user has seen', async () => {
    const { api } = await simulateForPages();
    const page = await open(`/page.html?api=${api}`);
    await shows(page, 'demo', 'Stopped');
    // The page hears of it late: its click is for the deployment before.
    await page.route(/\/pipelines\/demo\/start/, async (route) => {
      await fetch(`${api}/pipelines/demo/start`, { method: 'POST' });
      await route.continue();
    });
    await row(page, 'demo').getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText(/Start, demo: Pipeline 'demo' is not as the request says/).waitFor();
  });
});

test('the examples are bundled without a warning', async () => {
  const { warnings, close } = await servePages();
  await close();
  expect(warnings).toEqual([]);
});
