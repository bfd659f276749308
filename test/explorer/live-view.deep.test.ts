/** The live view in a browser, on simulators. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { availableActions, type PipelineBody } from '../../src/client';
import { createPipeline } from '../../src/host';
import { toWire } from '../../src/http';
import { browserOfSuite, browserTitle, hasBrowser } from '../client/browser';
import { simulate } from '../simulator/simulate';
import { until } from '../until';
import { serveBodies } from './live-server';
import { accessibilityViolations, fitsWindow, hasFocus, openPage, type Surroundings } from './page';

const row = (page: Page, name: string) => page.locator(`tr[data-name="${name}"]`);
const button = (page: Page, name: string, request: string) =>
  row(page, name).locator(`button[data-request="${request}"]`);
const shows = (page: Page, name: string, status: string) =>
  row(page, name).locator('.status-name').getByText(status, { exact: true }).waitFor();
const isConnected = (page: Page) => page.locator('.connection[data-state="connected"]').waitFor();
const notice = (page: Page) => page.getByRole('region', { name: 'Answer' });

describe.runIf(hasBrowser)(browserTitle, () => {
  const context = browserOfSuite();

  /** Opens the view as the server shows it at its own address. */
  const open = async (url: string, surroundings: Surroundings = {}) =>
    openPage(context(), 'live', {
      ...{ address: `${url}/`, servers: [url] },
      ...surroundings,
    });
  /** Opens the view as a file, and connects it. */
  const connect = async (url: string, surroundings: Surroundings = {}) => {
    const page = await openPage(context(), 'live', { servers: [url], ...surroundings });
    await page.getByLabel('Address of the API').fill(url);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    return page;
  };

  test('the server that shows the page is followed, with the buttons that it would accept', async () => {
    const { url } = await simulate();
    const page = await open(url);
    await isConnected(page);
    await shows(page, 'invoices', 'Stopped');
    for (const [request, status] of [
      ['start', 'Running'],
      ['pause', 'Paused'],
    ] as const) {
      await button(page, 'demo', request).click();
      await shows(page, 'demo', status);
      const body = (await (await fetch(`${url}/v0/pipelines/demo`)).json()) as PipelineBody;
      expect(await enabledIn(page, 'demo')).toEqual(
        availableActions(body)
          .filter(({ changes }) => changes)
          .map((each) => each.request)
          .filter((each) => !each.includes('?') || each === 'stop?force=true'),
      );
    }
    // What lies between two statuses may be told at once.
    const changes = page.getByRole('list', { name: /^Changes/ }).getByRole('listitem');
    await changes.filter({ hasText: /demo Paused$/ }).waitFor();
  });

  const enabledIn = (page: Page, name: string) =>
    row(page, name)
      .locator('td.actions button:not([aria-disabled="true"])')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-request')));

  test('a forced stop is seen, and why the other actions are refused', async () => {
    const { url, simulator } = await simulate({ latency: { least: 60_000, most: 60_000 } });
    const page = await open(url);
    await button(page, 'demo', 'start').click();
    const desired = row(page, 'demo').getByRole('cell').nth(1);
    await desired.getByText('Running since').waitFor();
    await button(page, 'demo', 'stop?force=true').click();
    await notice(page).getByText('Stop now, demo: Accepted.').waitFor();
    await desired.getByText('Stopped since').waitFor();
    await button(page, 'demo', 'resume').focus();
    await page.keyboard.press('Enter');
    await notice(page)
      .getByText(/Not sent, because the answer would be 400/)
      .waitFor();
    await page
      .getByRole('status')
      .getByText(/^Resume, demo: Not sent/)
      .waitFor();
    expect(await hasFocus(button(page, 'demo', 'resume'))).toBe(true);
    expect((await simulator.store.read('demo'))?.deployment.desiredStatus).toBe('Stopped');
  });

  test('the page is connected again by itself after a restart of the server', async () => {
    const first = await simulate();
    const page = await open(first.url, { tolerated: /Failed to load resource/ });
    await isConnected(page);
    await first.stop();
    await page.getByText('Trying again …').first().waitFor();
    await simulate({ pipelines: ['demo', 'later'] }, first.port);
    await isConnected(page);
    await shows(page, 'later', 'Stopped');
    await row(page, 'invoices').waitFor({ state: 'detached' });
    await button(page, 'demo', 'start').click();
    await shows(page, 'demo', 'Running');
  });

  test('a button that was stale shows the refusal with its hint', async () => {
    const { url } = await simulate();
    const page = await open(url, { tolerated: /status of 400/ });
    await button(page, 'demo', 'start').click();
    await shows(page, 'demo', 'Running');
    // Somebody else is quicker: the click is for a pipeline that has just been told to stop.
    await page.route(/\/pipelines\/demo\/pause/, async (route) => {
      await fetch(`${url}/v0/pipelines/demo/stop?force=true`, { method: 'POST' });
      await route.continue();
    });
    await button(page, 'demo', 'pause').click();
    await notice(page)
      .getByText(/^Pause, demo: 400 IllegalPipelineAction: /)
      .waitFor();
    await notice(page)
      .getByText(/^Instead: /)
      .waitFor();
    await notice(page).getByRole('button', { name: 'Dismiss' }).click();
    await notice(page).waitFor({ state: 'detached' });
  });

  test('faults are provoked from the panel of a pipeline, whose variants are there too', async () => {
    const { url } = await simulate();
    const page = await open(url, { tolerated: /status of 409/ });
    await page.getByRole('button', { name: 'demo', exact: true }).click();
    const panel = page.getByRole('region', { name: 'Pipeline demo' });
    await panel.getByRole('button', { name: 'Crash' }).click();
    await notice(page)
      .getByText(/^Crash, demo: 409 NoProcess/)
      .waitFor();
    await panel.getByRole('button', { name: 'Start paused', exact: true }).click();
    await shows(page, 'demo', 'Paused');
    await panel.getByRole('button', { name: 'Crash' }).click();
    await row(page, 'demo').getByText('PipelineCrashed').waitFor();
    await panel.getByText('"error_code": "PipelineCrashed"').waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
    const opener = page.getByRole('button', { name: 'demo', exact: true });
    expect(await hasFocus(opener)).toBe(true);
  });

  test('a token is sent, and kept in memory alone', async () => {
    const key = 'a-key-of-sixteen-letters';
    const { url } = await simulate({ apiKey: key });
    const page = await open(url, { tolerated: /status of 401/ });
    await page
      .getByText(/Enter the bearer token/)
      .first()
      .waitFor();
    await page.getByLabel(/^Bearer token/).fill(key);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await shows(page, 'demo', 'Stopped');
    const kept = await page.evaluate<string>(
      'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])',
    );
    expect(kept).not.toContain(key);
    await page.reload();
    await page
      .getByText(/Enter the bearer token/)
      .first()
      .waitFor();
  });

  test('a file is told whether the server is missing, or does not let it in', async () => {
    const { url, stop } = await simulate();
    const page = await connect(url, { tolerated: /Failed to load resource|blocked by CORS/ });
    await page
      .getByText(/start it with --cors '\*'/)
      .first()
      .waitFor();
    await stop();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page
      .getByText(/is the server running/)
      .first()
      .waitFor();
    const { url: open } = await simulate({ cors: '*' }, Number(new URL(url).port));
    expect(open).toBe(url);
    await shows(page, 'demo', 'Stopped');
  });

  test('a malformed address is told, and nobody is asked', async () => {
    const page = await connect('javascript:alert(1)', { servers: [] });
    await page
      .getByText(/^baseUrl is "javascript:alert\(1\)"/)
      .first()
      .waitFor();
  });

  test('ten thousand pipelines: only those near the visible part are rows', async () => {
    const bodies = Array.from({ length: 10_000 }, (_, index) =>
      bodyOf(`pipeline-${String(index).padStart(4, '0')}`),
    );
    const page = await connect(await serveBodies(bodies));
    await page.getByText('10,000 pipelines').first().waitFor();
    expect(await page.locator('tr[data-row]').count()).toBeLessThan(60);
    // The row with the focus goes; what scrolls keeps the keyboard.
    await button(page, 'pipeline-0000', 'start').focus();
    await page.evaluate("document.querySelector('.fleet').scrollTo(0, 1_000_000_000)");
    await row(page, 'pipeline-9999').waitFor();
    const fleet = page.getByRole('region', { name: 'Table of pipelines' });
    await until(() => hasFocus(fleet));
    expect(await row(page, 'pipeline-9999').getAttribute('aria-rowindex')).toBe('10001');
    await page.getByRole('searchbox').fill('999');
    await page.getByText('19 of 10,000 pipelines').waitFor();
    await row(page, 'pipeline-0999').waitFor();
  });

  const bodyOf = (name: string, more: object = {}) => ({
    ...toWire(createPipeline('demo', { now: 0, id: 'first' })),
    name,
    ...{ capabilities: { checkpointing: true, suspendable: true, standby: true } },
    ...more,
  });

  test('a hostile server injects nothing by names, statuses and errors', async () => {
    const markup = '<img src=x onerror="window.hostile=1">';
    const error = { message: markup, error_code: markup, details: { [markup]: markup } };
    const bodies = [
      bodyOf(markup, { deployment_error: error }),
      bodyOf('..'),
      bodyOf('__proto__'),
      bodyOf('a'.repeat(5_000)),
      bodyOf('strange', {
        ...{ deployment_status: markup, deployment_desired_status: { constructor: null } },
        ...{ deployment_status_since: markup, deployment_error: [markup], type: 'img' },
      }),
    ];
    const page = await connect(await serveBodies(bodies));
    await page.getByText('5 pipelines').first().waitFor();
    for (const name of await page.locator('button.name').all()) await name.click();
    await page.getByRole('button', { name: markup, exact: true }).click();
    await button(page, '..', 'start').click();
    await notice(page)
      .getByText(/^Start, \.\.: pipelineName is "\.\."/)
      .waitFor();
    expect(await page.locator('#view-live img').count()).toBe(0);
    expect(await page.evaluate('window.hostile')).toBe(undefined);
    expect(await fitsWindow(page)).toBe(true);
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing wrong, %s', async (scheme) => {
    const { url } = await simulate();
    const page = await open(url, { scheme, width: 360 });
    await page.getByRole('button', { name: 'demo', exact: true }).click();
    await button(page, 'demo', 'start').click();
    await shows(page, 'demo', 'Running');
    await notice(page).waitFor();
    await page.getByText(/others, and why not/).click();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await fitsWindow(page)).toBe(true);
    await page.setViewportSize({ width: 1_280, height: 900 });
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await fitsWindow(page)).toBe(true);
  });
});
