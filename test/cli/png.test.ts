/** PNG needs a font. */
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('@resvg/resvg-js');
  vi.resetModules();
});

test('a PNG without a font is refused, because it would have no text', async () => {
  vi.resetModules();
  // The renderer finds nothing to draw in a text if there is no font for it.
  vi.doMock('@resvg/resvg-js', () => ({
    Resvg: class {
      getBBox() {}
    },
  }));
  const { pngOf } = await import('../../src/cli/png');
  await expect(pngOf('<svg/>')).rejects.toThrow(
    'PNG needs a font, and none is installed: install one, such as DejaVu Sans, or use SVG',
  );
});
