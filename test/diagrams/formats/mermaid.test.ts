// @vitest-environment happy-dom
/** Mermaid's own parser reads every diagram; it needs something like a browser around it. */
import mermaid from 'mermaid';
import { describe, expect, it } from 'vitest';
import { draw, type GraphDiagram } from '../../../src/diagrams';
import { mermaidOf } from '../../../src/diagrams/formats/mermaid';
import { everything, graphs, illegalWindow, lostCall, overlappingCalls } from '../samples';

describe('Mermaid', () => {
  it('refuses invalid text, so that the tests below can fail', async () => {
    await expect(mermaid.parse('flowchart TB\n  a[x (y)] --> b')).rejects.toThrow();
  });

  it.each(everything)('%s is parsed', async (_name, diagram) => {
    const { diagramType, config } = await mermaid.parse(mermaidOf(diagram));
    // No text of a diagram is a directive.
    expect(config).toEqual({});
    expect(diagramType).toBe(diagram.kind === 'graph' ? 'flowchart-v2' : 'sequence');
  });

  it('keeps the words of a note, and the theme of the picture, whatever the note holds', async () => {
    const words = `; then # 35 end "quoted" <b>bold</b> %%{init: {'theme':'dark'}}%% A->>B: hi`;
    const history = [
      JSON.stringify({ note: words }),
      '{"call":"start","answer":202}',
      '{"note":"%% no comment"}',
      '{"call":"pause","answer":418,"error_code":"Tea;pot #1 end\\n%%{init: {\'theme\':\'forest\'}}%%"}',
    ];
    const source = mermaidOf(draw('history', { history }));
    const { config } = await mermaid.parse(source);
    expect(config).toEqual({});
    const messages = await messagesIn(source);
    const texts = messages.flatMap(({ message }) => shown(String(message ?? '')));
    expect(texts).toContain(`1: ${words}`);
    expect(texts).toContain('3: %% no comment');
    expect(texts).toContain("✕ 418 Tea;pot #1 end\n%%{init: {'theme':'forest'}}%%");
    // The parser does heed such a directive.
    const directive = "%%{init: {'theme':'dark'}}%%\nsequenceDiagram\n  a->>b: hi";
    expect((await mermaid.parse(directive)).config).toEqual({ theme: 'dark' });
  });

  it('draws lines that overlap by several users, a lost answer, and a frame', async () => {
    const typesOf = async (history: readonly string[]) => {
      const messages = await messagesIn(mermaidOf(draw('history', { history })));
      return messages.map(({ type }) => type);
    };
    expect(mermaidOf(draw('history', { history: overlappingCalls }))).toContain(
      'participant user2 as user 2',
    );
    const { LINETYPE } = (
      await mermaid.mermaidAPI.getDiagramFromText('sequenceDiagram\n  a->>b: c')
    ).db as unknown as Sequence;
    const overlapping = await typesOf(overlappingCalls);
    const count = (types: readonly number[], type: number) =>
      types.filter((each) => each === type).length;
    expect(count(overlapping, LINETYPE.ACTIVE_START ?? 0)).toBe(3);
    expect(count(overlapping, LINETYPE.ACTIVE_END ?? 0)).toBe(3);
    expect(await typesOf(lostCall)).toContain(LINETYPE.DOTTED_CROSS);
    expect(await typesOf(illegalWindow)).toContain(LINETYPE.CRITICAL_START);
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

/** The text of a message as it is shown: with its entities, and without the breaks of wrapping. */
function shown(message: string): string {
  return message
    .replace(/<br\/>/g, ' ')
    .replace(/(?:#|ﬂ°°)(\d+)(?:;|¶ß)/g, (_, code) => String.fromCharCode(Number(code)));
}

interface Sequence {
  readonly LINETYPE: Readonly<Record<string, number>>;
  getMessages(): { readonly message?: unknown; readonly type: number }[];
}

async function messagesIn(source: string) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
  return (db as unknown as Sequence).getMessages();
}

interface Flowchart {
  getVertices(): Map<string, unknown>;
  getEdges(): { start: string; end: string; stroke: string }[];
}
