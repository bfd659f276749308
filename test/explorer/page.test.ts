/** The page as a whole: its views, its policy, and how it is served. */
import { createHash } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator';
import { browserTitle, hasBrowser, startBrowser } from '../client/browser';
import { simulate } from '../simulator/simulate';
import { isDeep } from '../tier';
import { openPage, pageText } from './page';

describe.runIf(hasBrowser)(browserTitle, () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  const context = () => browser.context as BrowserContext;

  test('the views are tabs, which arrow keys move between and the address names', async () => {
    const page = await openPage(context());
    await page.getByRole('tab', { name: 'Walk', selected: true }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tab', { name: 'Live', selected: true }).waitFor();
    expect(new URL(page.url()).hash).toBe('#live');
    await page.keyboard.press('Home');
    await page.getByRole('tabpanel', { name: 'Walk' }).waitFor();
    const history = await openPage(context(), 'history');
    await history.getByRole('tabpanel', { name: 'History' }).waitFor();
  });

  // All views have more tests in the deep tier.
  test('the live view follows the server that shows the page, and its buttons act', async () => {
    const { url } = await simulate();
    const page = await openPage(context(), 'live', { address: `${url}/`, servers: [url] });
    const demo = page.locator('tr[data-name="demo"]');
    await demo.locator('button[data-request="start"]').click();
    await demo.locator('.status-name').getByText('Running', { exact: true }).waitFor();
  });

  test.runIf(isDeep)('nothing runs in the page but its own program', async () => {
    const complaints = [
      "This document requires 'TrustedScript' assignment. The action has been blocked.",
    ];
    const page = await openPage(context(), '', { complaints });
    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script');
      try { script.text = 'window.hostile = true'; document.body.append(script); } catch {}
      return window.hostile === true;
    })()`);
    expect(ran).toBe(false);
  });
});

describe('the page', () => {
  const text = pageText();

  test('has everything inside it, and a policy that lets nothing else run', () => {
    expect(text).not.toMatch(/<(?:script|img|link|iframe)[^>]* (?:src|href)="(?!data:,")/);
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy).toMatch(/^default-src 'none'; /);
    for (const [element, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ]) {
      const [, inside = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(text) ?? [];
      const hash = createHash('sha256').update(inside).digest('base64');
      expect(inside).not.toBe('');
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
  });

  const served = async (headers: Record<string, string>, method = 'GET') => {
    const simulator = createSimulator({ pipelines: ['demo'], apiKey: 'a-key-of-sixteen-letters' });
    return simulator.fetch(new Request('http://127.0.0.1/', { method, headers }));
  };

  test.each(['GET', 'HEAD'])('is served to a browser that asks by %s', async (method) => {
    const answer = await served({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, method);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(method === 'GET' ? text : '');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-.*; frame-ancestors 'none'$/,
    );
  });

  test('is not served to a client that does not ask for it: the API answers as ever', async () => {
    const answer = await served({ accept: 'application/json' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const posted = await served({ accept: 'text/html' }, 'POST');
    expect(posted.status).toBe(401);
  });
});
