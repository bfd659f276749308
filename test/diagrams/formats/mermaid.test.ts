// @vitest-environment happy-dom
/** Mermaid's own parser reads every diagram; it needs something like a browser around it. */
import mermaid from 'mermaid';
import { describe, expect, it } from 'vitest';
import type { GraphDiagram } from '../../../src/diagrams';
import { mermaidOf } from '../../../src/diagrams/formats/mermaid';
import { everything, graphs } from '../samples';

describe('Mermaid', () => {
  it('refuses invalid text, so that the tests below can fail', async () => {
    await expect(mermaid.parse('flowchart TB\n  a[x (y)] --> b')).rejects.toThrow();
  });

  it.each(everything)('%s is parsed', async (_name, diagram) => {
    const { diagramType } = await mermaid.parse(mermaidOf(diagram));
    expect(diagramType).toBe(diagram.kind === 'graph' ? 'flowchart-v2' : 'sequence');
  });

  it.each(graphs)('%s has every box and every arrow', async (_name, diagram) => {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(mermaidOf(diagram));
    const { getVertices, getEdges } = db as unknown as Flowchart;
    const { nodes, edges } = diagram as GraphDiagram;
    const boxes = [...getVertices.call(db).keys()];
    for (const { id } of nodes) expect(boxes).toContain(id);
    const drawn = getEdges
      .call(db)
      .filter(({ stroke, start }) => stroke !== 'invisible' && start !== 'initial');
    expect(drawn.map(({ start, end }) => [start, end])).toEqual(
      edges.map(({ from, to }) => [from, to]),
    );
  });
});

interface Flowchart {
  getVertices(): Map<string, unknown>;
  getEdges(): { start: string; end: string; stroke: string }[];
}
