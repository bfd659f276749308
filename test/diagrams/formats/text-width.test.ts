/** Text is measured and wrapped in pixels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth, wrapText } from '../../../src/diagrams/formats/text-width';

const type = { size: 10 };

describe('the measure of text', () => {
  it('grows with the size, and is wider in bold', () => {
    expect(textWidth('Running', { size: 20 })).toBeCloseTo(2 * textWidth('Running', type));
    expect(textWidth('Running', { ...type, bold: true })).toBeGreaterThan(
      textWidth('Running', type),
    );
  });

  it('takes an accent for nothing, an ideograph for a square, and any other sign for wide', () => {
    expect(textWidth('é', type)).toBe(textWidth('e', type));
    expect(textWidth('管', type)).toBeCloseTo(10, 0);
    expect(textWidth('🚀', type)).toBeGreaterThan(textWidth('W', type));
  });
});

describe('wrapped text', () => {
  it('is broken between words, and a word that is too wide at its humps and signs', () => {
    const width = textWidth('PipelineAction', type);
    expect(wrapText('is one of these', textWidth('is one of', type), type)).toEqual([
      'is one of',
      'these',
    ]);
    expect(wrapText('400 IllegalPipelineAction', width, type)).toEqual([
      '400 Illegal',
      'PipelineAction',
    ]);
    expect(wrapText('activate?initial=running', textWidth('initial=running', type), type)).toEqual([
      'activate?',
      'initial=running',
    ]);
  });

  it('fits whatever it says, and says all of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 15, max: 200 }),
        (text, width) => {
          const lines = wrapText(text, width, type);
          for (const line of lines) expect(textWidth(line, type)).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});
