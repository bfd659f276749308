/**
 * Other programs read the formats: Graphviz reads DOT, an XML parser reads SVG. Texts with signs
 * that mean something in a format come through unchanged.
 */
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import {
  type Diagram,
  draw,
  type Format,
  formats,
  type GraphDiagram,
  hasFormat,
  toFormat,
  viewNames,
} from '../../../src/diagrams';
import { dotOf } from '../../../src/diagrams/formats/dot';
import { markdownOf } from '../../../src/diagrams/formats/markdown';
import { colors } from '../../../src/diagrams/formats/palette';
import { plantUmlOf } from '../../../src/diagrams/formats/plantuml';
import { svgOf } from '../../../src/diagrams/formats/svg';
import { isDeep } from '../../tier';
import { everything, graphs, histories, nastySequence } from '../samples';

describe('DOT', () => {
  it.each(graphs)('%s is laid out by Graphviz, with every word', async (_name, diagram) => {
    const graphviz = await Graphviz.load();
    const dot = dotOf(diagram);
    const plain = graphviz.layout(dot, 'plain', 'dot').split('\n');
    const named = (kind: string) => plain.filter((line) => line.startsWith(`${kind} `));
    const { nodes, edges, groups } = diagram as GraphDiagram;
    const boxes = named('node').map((line) => line.split(' ')[1]);
    expect(boxes.sort()).toEqual(['initial', ...nodes.map(({ id }) => id)].sort());
    expect(named('edge')).toHaveLength(edges.length + 1);
    // Graphviz silently replaces a label that it cannot read by the name of the node.
    const text = textIn(graphviz.layout(dot, 'svg', 'dot'));
    for (const { label } of [...nodes, ...groups]) expect(text).toContain(squeezed(label));
    for (const { labels } of edges)
      for (const label of labels) expect(text).toContain(squeezed(label));
  });

  it('cannot be written of a sequence', () => {
    expect(() => dotOf(nastySequence)).toThrow(
      /view is "history", but must be a view that is a graph/,
    );
  });
});

/** All words of an SVG, without the spaces that wrapping moves. */
function textIn(svg: string): string {
  const document = XmlDocument.fromString(svg);
  const words = document.find('//*[local-name()="text"]').map((node) => node.content);
  document.dispose();
  return squeezed(words.join(''));
}

const squeezed = (text: string) => text.replace(/[\s\u00a0]/g, '');

const written = new Map<Diagram, Promise<string>>();

/** The SVG of a diagram, written once: laying it out takes most of the time. */
function svgOnce(diagram: Diagram): Promise<string> {
  const svg = written.get(diagram) ?? svgOf(diagram);
  written.set(diagram, svg);
  return svg;
}

describe('SVG', () => {
  it.each(everything)(
    '%s is XML with a title and a description, and runs nothing',
    async (_name, diagram) => {
      const svg = await svgOnce(diagram);
      const document = XmlDocument.fromString(svg);
      const [title, description] = ['title', 'desc'].map((name) =>
        document.find(`/*/*[local-name()="${name}"]`).map((node) => node.content),
      );
      expect(title).toEqual([diagram.title]);
      expect(description).toEqual([diagram.description]);
      expect(document.root.attr('role')?.value).toBe('img');
      for (const id of document.root.attr('aria-labelledby')?.value.split(' ') ?? []) {
        expect(document.find(`//*[@id="${id}"]`)).toHaveLength(1);
      }
      expect(document.find('//*[local-name()="script" or local-name()="image" or @href]')).toEqual(
        [],
      );
      expect(svg).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org)/);
      document.dispose();
    },
  );

  it.each(everything)('%s has only colors that have a dark variant', async (_name, diagram) => {
    const used = (await svgOnce(diagram)).matchAll(/ (?:fill|stroke)="([^"]+)"/g);
    const known = new Set(['none', 'transparent', ...colors.map(({ light }) => light)]);
    for (const [, color] of used) expect(known).toContain(color);
  });

  it('gives a status the same color in every view', async () => {
    for (const [name, diagram] of graphs) {
      for (const { id, color } of (diagram as GraphDiagram).nodes) {
        const status = id.split('_')[0] as string;
        expect(color, name).toBe(status === 'Suspended' ? 'Suspending' : status);
      }
    }
  });
});

it('light colors differ, so that each can be found by its value', () => {
  for (const shade of ['light', 'dark'] as const) {
    for (const color of colors) expect(color[shade]).toMatch(/^#[0-9a-f]{6}$/);
  }
  expect(new Set(colors.map(({ light }) => light)).size).toBe(colors.length);
});

describe('PlantUML', () => {
  it.each(everything)('%s is one diagram, and no text breaks its line', (_name, diagram) => {
    const text = plantUmlOf(diagram);
    const lines = text.trimEnd().split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['@startuml', '@enduml']);
    for (const line of lines) expect((line.match(/"/g) ?? []).length % 2, line).toBe(0);
    expect(text.match(/\{$/gm)?.length ?? 0).toBe(text.match(/^\}$/gm)?.length ?? 0);
  });
});

describe('Markdown', () => {
  it.each(everything)(
    '%s has tables with as many cells in each row as in the heading',
    (_name, diagram) => {
      const tables = markdownOf(diagram)
        .split('\n\n')
        .filter((block) => block.startsWith('|'));
      expect(tables.length).toBeGreaterThan(0);
      for (const table of tables) {
        const widths = table
          .trim()
          .split('\n')
          .map((row) => row.replaceAll('\\|', '').split('|').length);
        expect(new Set(widths).size, table).toBe(1);
      }
    },
  );
});

describe('JSON', () => {
  it.each(viewNames.filter((name) => name !== 'history'))(
    '%s is the neutral diagram',
    async (name) => {
      expect(JSON.parse(await toFormat(name, 'json'))).toEqual(draw(name));
    },
  );
});

describe('every format', () => {
  const few = ['lifecycle', 'action:stop', 'history'] as const;
  it.each(Object.keys(formats) as Format[])(
    '%s is written for each view that has it',
    async (format) => {
      for (const view of isDeep ? viewNames : few) {
        const options = view === 'history' ? { history: histories[0] ?? [] } : {};
        if (hasFormat(view, format)) expect(await toFormat(view, format, options)).toMatch(/\n$/);
        else await expect(toFormat(view, format, options)).rejects.toThrow(/^view is "/);
      }
    },
  );
});
