/** The page in a browser: its views, and its policy. */
import { describe, expect, test } from 'vitest';
import { browserOfSuite, browserTitle, hasBrowser } from '../client/browser';
import { openPage } from './page';

describe.runIf(hasBrowser)(browserTitle, () => {
  const context = browserOfSuite();

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

  test('nothing runs in the page but its own program', async () => {
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
