/** PNG, for programs that show no SVG: rendered by an optional package. */
import { importError } from '../input';

/** The pixels for each one of the SVG, in both directions: text is sharp on any screen. */
const zoom = 2;

/**
 * Renders an SVG document as PNG, on white. Rejects with MissingPackageError, and with NoFontError
 * if there is no font for its texts.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { Resvg } = await importResvg();
  // The renderer would leave out every text, and say nothing.
  if (new Resvg(probe).getBBox() === undefined) throw new NoFontError();
  const options = { background: 'white', fitTo: { mode: 'zoom', value: zoom } } as const;
  return new Resvg(svg, options).render().asPng();
}

/** There is no font on this machine, so a picture would have no text. */
export class NoFontError extends Error {
  override readonly name = 'NoFontError';

  constructor() {
    super('PNG needs a font, and none is installed: install one, such as DejaVu Sans, or use SVG');
  }
}

const probe =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">x</text></svg>';

async function importResvg() {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    throw importError(cause, '@resvg/resvg-js', 'PNG is rendered by');
  }
}
