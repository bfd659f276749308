/** The walk in a browser: its buttons, the keyboard, hostile addresses, and how it looks. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  checkpointToCome,
  deploymentOf,
  offeredObservations,
  type Walk,
  walkAddress,
  walkToPair,
} from '../../src/explorer/model';
import {
  deploymentStatuses,
  desiredStatuses,
  everyCapabilities,
  toRequest,
  verdicts,
} from '../../src/lifecycle';
import { checkHistory } from '../../src/trace';
import { browserOfSuite, browserTitle, hasBrowser } from '../client/browser';
import { everyNth } from '../lifecycle/helpers';
import { sample } from '../tier';
import { accessibilityViolations, openPage, tabTo } from './page';

const suspending = 'walk/start/runner:provisioning@1/runner:running@1/stop/runner:suspending@1';

describe.runIf(hasBrowser)(browserTitle, () => {
  const context = browserOfSuite();

  test('for every pair and all capabilities, the enabled buttons are those that would be accepted', async () => {
    const walks = everyCapabilities.flatMap((capabilities) =>
      deploymentStatuses.flatMap((status) =>
        desiredStatuses.flatMap((desired) => walkToPair(capabilities, status, desired) ?? []),
      ),
    );
    expect(walks.length).toBeGreaterThan(28 * 4);
    const tried = everyNth(walks, 5);
    const page = await openPage(context(), 'walk');
    expect(await enabledAt(page, tried.map(walkAddress))).toEqual(tried.map(enabledBy));
  });

  test('by keyboard alone: a resume is refused while a pipeline is suspended, and undo restores', async () => {
    const page = await openPage(context());
    const press = async (offer: string) => {
      await tabTo(page, `[data-offer="${offer}"]`);
      await page.keyboard.press('Enter');
    };
    await tabTo(page, '.offer select');
    await page.keyboard.press('p');
    await press('start?initial=paused');
    await press('runner:provisioning');
    await press('runner:paused');
    await page.getByRole('heading', { name: 'Paused', exact: true }).waitFor();
    await press('stop');
    const resume = page.locator('.offer', { has: page.locator('[data-offer="resume"]') });
    const text = await resume.textContent();
    expect(text).toContain('✕ 400 IllegalPipelineAction');
    expect(text).toContain('resume.suspending');
    expect(text).toContain('can only be forcefully stopped');
    await press('resume');
    await page.getByRole('status').getByText('Resume: 400 IllegalPipelineAction').waitFor();
    await tabTo(page, '.offer:has([data-offer="resume"]) .anyway');
    await page.keyboard.press('Enter');
    await page.locator('.time-line').getByText('✕ 400 IllegalPipelineAction').waitFor();

    await tabTo(page, '.export details:first-of-type summary');
    await page.keyboard.press('Enter');
    const history = await page.getByRole('textbox', { name: 'History for check' }).inputValue();
    expect(await checkHistory(history.split('\n'))).toMatchObject({ violation: null });
    expect(history).toContain('"error_code":"IllegalPipelineAction"');

    const shown = await page.locator('.walk .column').textContent();
    const again = await openPage(context(), new URL(page.url()).hash.slice(1));
    expect(await again.locator('.walk .column').textContent()).toBe(shown);

    await tabTo(page, '.buttons button');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Paused', exact: true }).waitFor();
  });

  const hostile = [
    'walk/<img src=x onerror=hostile()>',
    'walk/%',
    'walk/%3Cimg%20src=x%20onerror=hostile()%3E',
    'walk/javascript:hostile()',
    'walk/start?initial=%22><script>hostile()</script>',
    'walk/constructor',
  ];
  test.each(sample(hostile, 2))(
    'an address that is hostile or malformed is told in one line, and ignored: %s',
    async (hash) => {
      const page = await openPage(context(), hash);
      await page.evaluate('window.hostile = () => { window.ran = true }');
      const notice = page.getByRole('alert');
      expect(await notice.textContent()).toMatch(
        /^The address is not a walk, and is ignored\. .+$/,
      );
      await page.getByRole('heading', { name: 'Stopped', exact: true }).waitFor();
      expect(await page.locator('.walk img, .walk script').count()).toBe(0);
      expect(await page.evaluate('window.ran')).toBe(undefined);
      expect(new URL(page.url()).hash).toBe('#walk');
    },
  );

  test.each(['light', 'dark'] as const)(
    'nothing keeps anybody out: axe-core, %s',
    async (scheme) => {
      const page = await openPage(context(), suspending, { scheme });
      await page.getByRole('heading', { name: 'Making a checkpoint' }).waitFor();
      await page.evaluate(
        `for (const each of document.querySelectorAll('details')) each.open = true`,
      );
      await page.getByRole('textbox', { name: 'Sequence in Mermaid' }).waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
    },
  );

  test.each(sample([360, 1_280, 800], 2))(
    'nothing is wider than a screen of %i pixels',
    async (width) => {
      const page = await openPage(context(), suspending, { width });
      await page.evaluate(
        `for (const each of document.querySelectorAll('details')) each.open = true`,
      );
      await page.getByRole('textbox', { name: 'Sequence in Mermaid' }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    },
  );

  test.each(['DejaVu Sans', 'monospace'])(
    'no text of the map leaves its box, in %s',
    async (font) => {
      const page = await openPage(context(), suspending, { width: 360 });
      const leaving =
        await page.evaluate(`[...document.querySelectorAll('.map .box')].flatMap((box) => {
      const room = box.querySelector('.body').getBBox();
      return [...box.querySelectorAll('text')].flatMap((text) => {
        text.style.fontFamily = ${JSON.stringify(font)};
        const { x, width } = text.getBBox();
        return x < room.x || x + width > room.x + room.width ? [text.textContent] : [];
      });
    })`);
      expect(leaving).toEqual([]);
    },
  );

  test('the walk is taken along as pictures and as a sequence', async () => {
    const page = await openPage(context(), suspending, { scheme: 'dark' });
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    };
    const svg = (await saved('Map as SVG')).toString('utf8');
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain('>Suspending</text>');
    expect(svg).not.toMatch(/class=|var\(|style=/);
    const png = await saved('Map as PNG');
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    await page.getByText('Sequence in Mermaid').click();
    const mermaid = await page.getByRole('textbox', { name: 'Sequence in Mermaid' }).inputValue();
    expect(mermaid).toMatch(/^sequenceDiagram/m);
    expect(mermaid).toContain('stop');
  });
});

/** The names of all that would be accepted or applied, in the order of the alphabet. */
function enabledBy(walk: Walk): string[] {
  const deployment = deploymentOf(walk);
  const accepted = verdicts(deployment, walk.capabilities).filter(
    ({ decision }) => decision.accepted,
  );
  const data = { generation: 'present', checkpoint: checkpointToCome(deployment) } as const;
  const applied = offeredObservations(deployment, data).filter((each) => each.applied);
  return [
    ...accepted.map(({ action }) => toRequest(action)),
    ...applied.map(({ type }) => `runner:${type}`),
  ].sort();
}

/** The names of the enabled buttons at each of these addresses, without a click. */
async function enabledAt(page: Page, addresses: readonly string[]): Promise<string[][]> {
  return page.evaluate(`(async () => {
    const found = [];
    for (const address of ${JSON.stringify(addresses)}) {
      location.hash = address === '' ? '#walk' : '#walk/' + address;
      while (document.querySelector('.walk').dataset.address !== address) {
        await new Promise((resolve) => setTimeout(resolve));
      }
      const buttons = [...document.querySelectorAll('[data-offer]')];
      const enabled = buttons.filter((button) => button.ariaDisabled !== 'true');
      found.push([...new Set(enabled.map((button) => button.dataset.offer))].sort());
    }
    return found;
  })()`);
}
