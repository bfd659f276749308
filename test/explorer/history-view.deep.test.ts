/** The history view in a browser. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserOfSuite, browserTitle, hasBrowser } from '../client/browser';
import { accessibilityViolations, fitsWindow, openPage, type Surroundings, tabTo } from './page';
import { type CheckedHistory, recordings } from './recordings';

describe.runIf(hasBrowser)(browserTitle, () => {
  const context = browserOfSuite();

  const open = (surroundings?: Surroundings) => openPage(context(), 'history', surroundings);

  const paste = (page: Page, text: string) => page.getByLabel(/^Paste/).fill(text);
  const choose = (page: Page, name: string, text: string) =>
    page
      .getByLabel('Or choose a file')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const verdict = (page: Page) => page.locator('.judgement');
  const report = (page: Page) => page.locator('.line-report');
  const selectedLine = (page: Page) => page.locator('.line[aria-selected=true]');

  test('each shipped recording has the verdict and the line of check', async () => {
    const page = await open();
    await page.getByText('How to read it').click();
    for (const { file, text, map, checked } of recordings) {
      await page.getByLabel(/^Mapping/).fill(map);
      await choose(page, file, text);
      await verdict(page).filter({ hasText: file }).waitFor();
      expect(await shownVerdicts(page), file).toEqual(await checked());
    }
  });

  /** The verdicts that the page shows; of several histories, one after the other is chosen. */
  async function shownVerdicts(page: Page): Promise<readonly CheckedHistory[]> {
    const choice = page.locator('.histories select');
    const names = (await choice.count()) === 0 ? [null] : await choice.locator('option').all();
    const shown: CheckedHistory[] = [];
    for (const [index] of names.entries()) {
      if (names[index] !== null) await choice.selectOption({ index });
      const words = (await verdict(page).textContent()) ?? '';
      const [, source = '', word = '', line = '0'] =
        /^(.*) is (\w+)(?: at line (\d+))?: /.exec(words) ?? [];
      expect(await verdict(page).getAttribute('data-verdict')).toBe(word);
      if (line !== '0') {
        expect(await selectedLine(page).getAttribute('data-mark')).toBe('refused');
        expect(await page.locator('.violation').textContent()).toContain(`Line ${line} breaks`);
      }
      shown.push([source, word, Number(line)]);
    }
    return shown;
  }

  test('by keyboard alone: the example, its refusal with the rule, and the lines before', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'History' }).focus();
    await tabTo(page, '.recording-sources button');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Line 6 breaks a rule' }).waitFor();
    const status = page.getByRole('status');
    await status.getByText('history is illegal at line 6: 3 calls and 2 readings.').waitFor();
    expect(await report(page).textContent()).toContain('resume.suspending');
    expect(await report(page).textContent()).toContain('can only be forcefully stopped');
    await tabTo(page, '[role=listbox]');
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: 'Line 2', exact: true }).waitFor();
    const pairs = await report(page).locator('.possible-pair').allTextContents();
    expect(pairs).toContain('Paused, desired Paused');
    expect(pairs).not.toContain('Suspending, desired Suspended');
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Line 6 breaks a rule' }).waitFor();
  });

  test('a file that is dropped is judged', async () => {
    const page = await open();
    const text = '{"call":"start","answer":202}\n';
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(text)}], 'dropped.jsonl'));
      return transfer;
    })()`);
    await page.locator('.recording').dispatchEvent('drop', { dataTransfer: dropped });
    await verdict(page).getByText('dropped.jsonl is legal: 1 call and 0 readings.').waitFor();
    await choose(page, 'bytes.bin', '');
    await page
      .getByLabel('Or choose a file')
      .setInputFiles({ name: 'bytes.bin', mimeType: '', buffer: Buffer.from([0xff, 0xfe]) });
    await page.getByRole('alert').getByText('bytes.bin cannot be read').waitFor();
  });

  test('a remark, an overlap and a line that cannot be read are told', async () => {
    const page = await open();
    await paste(
      page,
      [
        '{"call":"start?initial=paused","answer":202}',
        '{"seen":{"deployment_status":"Paused","deployment_desired_status":"Paused"}}',
        '{"seen":{"deployment_status":"Running","deployment_desired_status":"Paused"}}',
      ].join('\n'),
    );
    await page.getByRole('button', { name: 'Remark in line 3' }).click();
    await page.getByRole('heading', { name: 'Remark on line 3' }).waitFor();
    await paste(
      page,
      [
        '{"call":"start","answer":202,"began":0,"ended":5}',
        '{"call":"stop?force=true","answer":202,"began":10,"ended":30}',
        '{"call":"stop?force=true","answer":400,"began":20,"ended":40}',
      ].join('\n'),
    );
    await page.getByRole('heading', { name: 'Line 3 breaks a rule' }).waitFor();
    await paste(page, '{"call":"start","answer":202}\n{"call":"fly","answer":202}');
    await verdict(page)
      .getByText(/^history cannot be read at line 2: /)
      .waitFor();
    expect(await selectedLine(page).textContent()).toContain('fly');
  });

  test('a long history shows only the lines that fit, and any of them can be reached', async () => {
    const page = await open();
    const poll = '{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Stopped"}}';
    await choose(page, 'long.jsonl', `${poll}\n`.repeat(10_000));
    await verdict(page).getByText('long.jsonl is legal: 0 calls and 10,000 readings.').waitFor();
    expect(await page.getByRole('option').count()).toBeLessThan(100);
    await page.getByRole('button', { name: 'Last' }).click();
    await page.getByRole('heading', { name: 'Line 10000', exact: true }).waitFor();
    expect(await selectedLine(page).getAttribute('aria-posinset')).toBe('10000');
    await page.getByRole('button', { name: 'Previous' }).click();
    expect(await selectedLine(page).getAttribute('aria-posinset')).toBe('9999');
  });

  test('a hostile history injects nothing', async () => {
    const page = await open();
    const markup = '<img src=x onerror="window.hostile=1"><script>window.hostile=1</script>';
    const hostile = JSON.stringify(markup);
    const har = (name: string) => ({
      startedDateTime: '2026-01-14T04:20:00.000Z',
      time: 5,
      request: { method: 'POST', url: `http://localhost/v0/pipelines/${name}/resume` },
      response: { status: 202, content: {} },
    });
    const texts = [
      `{"note":${hostile}}\n{"call":"start","answer":400,"error_code":${hostile}}`,
      `{"call":${hostile},"answer":202}`,
      `{${hostile}:1}`,
      markup,
      `{"__proto__":{"line":1},"call":"start","answer":202}`,
      JSON.stringify({ log: { entries: [har(encodeURIComponent(markup)), har('constructor')] } }),
    ];
    for (const [index, text] of texts.entries()) {
      const name = `${index}${markup.replaceAll('/', '')}`;
      await choose(page, name, text);
      await verdict(page)
        .filter({ hasText: `${index}<img` })
        .waitFor();
      for (const option of await page.locator('.line').all()) await option.click();
      await page.evaluate(
        "document.querySelectorAll('details').forEach((d) => { d.open = true; })",
      );
      expect(await page.locator('#view-history :is(img, script)').count()).toBe(0);
    }
    expect(await page.evaluate('window.hostile')).toBe(undefined);
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing wrong, %s', async (scheme) => {
    const page = await open({ scheme, width: 360 });
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show an example' }).click();
    await page.getByRole('heading', { name: 'Line 6 breaks a rule' }).waitFor();
    await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await fitsWindow(page)).toBe(true);
  });
});
