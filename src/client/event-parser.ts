/** Server-sent events, parsed as they come: in pieces that end anywhere. */

/** An event of a stream. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
}

/** Takes the pieces of a stream and returns the events that each completes. */
export interface EventParser {
  take(piece: Uint8Array): StreamEvent[];
}

/**
 * Returns a parser for one stream. An event that the stream breaks off is never returned, because
 * an event ends with an empty line.
 */
export function eventParser(): EventParser {
  const decoder = new TextDecoder();
  let rest = '';
  let type = '';
  let data: string[] = [];
  /** Takes one line; returns the event that it completes. */
  const takeLine = (line: string): StreamEvent | undefined => {
    if (line === '') {
      const event = data.length > 0 ? { type, data: data.join('\n') } : undefined;
      [type, data] = ['', []];
      return event;
    }
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === 'event') type = value ?? '';
    if (name === 'data') data.push(value ?? '');
    return undefined;
  };
  return {
    take: (piece) => {
      rest += decoder.decode(piece, { stream: true });
      // A return at the end of a piece may be the first half of a line break.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      return lines.map(takeLine).filter((event) => event !== undefined);
    },
  };
}
