/** Pictures are readable: in a README, on light and dark pages, without color. */
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { draw, type GraphDiagram, toMermaid, toPlantUml, toSvg } from '../../../src/diagrams';
import { type Color, edgeInks, fills, inks, toneInks } from '../../../src/diagrams/formats/palette';
import { deploymentStatuses } from '../../../src/lifecycle';
import { graph } from '../drawn';
import { shipped } from '../samples';

/** The width of a README on GitHub, in pixels. */
const readmeWidth = 830;

describe('at the width of a README', () => {
  it.each(shipped)('%s has no text below 11 pixels', (_file, svg) => {
    const [, width = 0] = /^<svg [^>]*\bwidth="([\d.]+)"/.exec(svg) ?? [];
    const scale = Math.min(1, readmeWidth / Number(width));
    const sizes = [...svg.matchAll(/<text [^>]*font-size="([\d.]+)"/g)].map(([, size]) => size);
    expect(sizes.length).toBe([...svg.matchAll(/<text /g)].length);
    expect(Math.min(...sizes.map(Number)) * scale).toBeGreaterThanOrEqual(11);
  });
});

/** The relative luminance of a color, as the Web Content Accessibility Guidelines define it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((place) => {
    const part = Number.parseInt(color.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [one, other].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('contrast', () => {
  const pages = { light: '#ffffff', dark: '#0d1117' } as const;
  const shades = ['light', 'dark'] as const;
  const { plain, ...lines } = inks;
  const named = (group: string, table: Readonly<Record<string, Color>>) =>
    Object.entries(table).map(([name, color]) => [`${group} ${name}`, color] as const);

  it.each([...named('ink', lines), ...named('arrow', edgeInks), ...named('frame', toneInks)])(
    'of the %s is 3:1 on the pages of GitHub',
    (_name, color) => {
      for (const shade of shades) {
        expect(contrast(color[shade], pages[shade]), shade).toBeGreaterThanOrEqual(3);
      }
    },
  );

  const { text, quiet } = inks;
  it.each([...named('ink', { text, quiet }), ...named('arrow', edgeInks)])(
    'of text in the %s is 4.5:1 on pages, frames and boxes',
    (_name, color) => {
      for (const shade of shades) {
        const grounds = [
          pages[shade],
          ...[...Object.values(fills), plain].map((fill) => fill[shade]),
        ];
        for (const ground of grounds) {
          expect(contrast(color[shade], ground), `${shade} ${ground}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    },
  );

  it('is computed as defined: black on white has 21:1', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  });
});

describe('accepted and refused', () => {
  it('differ by a mark at the label of each box', async () => {
    const marks = { accepted: '✓', unchanged: '✓', mixed: '~', refused: '✕' } as const;
    const { nodes } = graph('action:stop');
    const refusing = graph('action:resume').nodes.filter(({ tone }) => tone === 'refused');
    expect(refusing.length).toBeGreaterThan(0);
    for (const [view, all] of [
      ['action:stop', nodes],
      ['action:resume', refusing],
    ] as const) {
      const texts = [await toSvg(view), toMermaid(view), toPlantUml(view)];
      for (const { label, tone } of all) {
        const marked = `${marks[tone as keyof typeof marks]}\u00a0${label.split(/(?=[A-Z])/)[0]}`;
        for (const each of texts) expect(each).toContain(marked);
      }
    }
  });

  it('differ by a mark at each answer of a history', async () => {
    const history = [
      '{"call":"start","answer":202}',
      '{"call":"pause","answer":400,"error_code":"IllegalPipelineAction"}',
    ];
    for (const each of [await toSvg('history', { history }), toMermaid('history', { history })]) {
      expect(each).toContain('✓ 202');
      expect(each).toContain('✕ 400');
    }
  });
});

describe('a page that shows an SVG', () => {
  it('finds the box of each status, to color it', async () => {
    const document = XmlDocument.fromString(await toSvg('overview'));
    const boxes = deploymentStatuses.map((status) =>
      document
        .find(`//*[local-name()="g" and @data-status="${status}"]/*[local-name()="rect"]`)
        .map((rectangle) => rectangle.content),
    );
    document.dispose();
    expect(boxes.map(({ length }) => length)).toEqual(deploymentStatuses.map(() => 1));
  });

  it('finds every box by its id in every view', async () => {
    const pairs = draw('pairs') as GraphDiagram;
    const svg = await toSvg('pairs');
    for (const { id, color } of pairs.nodes) {
      expect(svg).toContain(`<g data-node="${id}" data-status="${color}">`);
    }
  });

  it('needs no background of its own: without a page the browser takes a dark one, too', () => {
    for (const [file, svg] of shipped) {
      expect(svg, file).toMatch(/^<svg [^>]*style="color-scheme:light dark"/);
    }
  });
});
