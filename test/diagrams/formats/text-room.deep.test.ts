/** Texts have room in real fonts: Chromium measures every one of every picture. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { svgOf } from '../../../src/diagrams/formats/svg';
import { fontFamily, textWidth } from '../../../src/diagrams/formats/text-width';
import { browserOfSuite, browserTitle, hasBrowser } from '../../client/browser';
import { sample } from '../../tier';
import { everything, shipped } from '../samples';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A text as it is drawn. */
interface DrawnText extends Box {
  readonly words: string;
  readonly size: number;
  readonly bold: boolean;
  /** The box around it; for other texts the picture. */
  readonly room: Box;
}

/** The parts of a drawing in a browser that are read here. */
interface Drawing {
  readonly viewBox: { readonly baseVal: Box };
  readonly textContent: string;
  setAttribute(name: string, value: string): void;
  getAttribute(name: string): string | null;
  getBBox(): Box;
  closest(selector: string): Drawing | null;
  querySelector(selector: string): Drawing | null;
  querySelectorAll(selector: string): Iterable<Drawing>;
}

/** The fonts that pictures ask for, and one with the narrower widths of Helvetica and Arial. */
const measuredFonts = fontFamily;
const narrowFonts = "'Liberation Sans',Arial,Helvetica,sans-serif";

/** Returns how far a box sticks out of another, in pixels; 0 if it does not. */
function overflow(inner: Box, outer: Box): number {
  return Math.max(
    0,
    ...[outer.x - inner.x, outer.y - inner.y],
    inner.x + inner.width - outer.x - outer.width,
    inner.y + inner.height - outer.y - outer.height,
  );
}

/** Returns the pairs of texts that lie on each other, by more than the empty parts of a line. */
function collisions(texts: readonly DrawnText[]): string[] {
  const ink = texts.map((text) => ({ ...text, top: text.y + 3, bottom: text.y + text.height - 3 }));
  return ink.flatMap((one, index) =>
    ink
      .slice(index + 1)
      .filter(
        (other) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.top < other.bottom &&
          other.top < one.bottom,
      )
      .map((other) => `${one.words} / ${other.words}`),
  );
}

describe.runIf(hasBrowser)(browserTitle, () => {
  const context = browserOfSuite();
  let page: Page;
  beforeAll(async () => {
    page = await context().newPage();
  });

  const draw = (svg: string) => page.setContent(svg);

  /** Measures the texts of the picture in these fonts. */
  const textsIn = (fonts: string): Promise<DrawnText[]> =>
    page.locator('svg').evaluate((element: unknown, family) => {
      const drawing = element as Drawing;
      drawing.setAttribute('font-family', family);
      const plain = ({ x, y, width, height }: Box) => ({ x, y, width, height });
      return [...drawing.querySelectorAll('text')].map((text) => ({
        ...plain(text.getBBox()),
        words: text.textContent,
        size: Number(text.getAttribute('font-size')),
        bold: text.getAttribute('font-weight') === 'bold',
        room: plain(
          text.closest('g')?.querySelector(':scope > rect')?.getBBox() ?? drawing.viewBox.baseVal,
        ),
      }));
    }, fonts);

  test('every text stays in its box, and covers no other, in wide fonts and in narrow ones', async () => {
    const drawn = await Promise.all(
      sample(everything, 0).map(async ([name, diagram]) => [name, await svgOf(diagram)] as const),
    );
    for (const [name, svg] of [...shipped, ...drawn]) {
      await draw(svg);
      for (const fonts of [measuredFonts, narrowFonts]) {
        const texts = await textsIn(fonts);
        expect(texts.length, name).toBeGreaterThan(0);
        for (const text of texts) {
          const told = `${name}: ${text.words}, in ${fonts}`;
          expect(text.width, told).toBeGreaterThan(0);
          expect(text.width, told).toBeLessThanOrEqual(textWidth(text.words, text));
          expect(overflow(text, text.room), told).toBe(0);
        }
        expect(collisions(texts), name).toEqual([]);
      }
    }
  });

  test.runIf(process.env.CI !== undefined)(
    'the second font is narrower than the first: neither is missing',
    async () => {
      await draw(
        '<svg xmlns="http://www.w3.org/2000/svg"><text font-size="20">overview</text></svg>',
      );
      const [measured] = await textsIn(measuredFonts);
      const [narrow] = await textsIn(narrowFonts);
      expect(measured?.width).toBeGreaterThan(narrow?.width ?? Number.POSITIVE_INFINITY);
    },
  );
});
