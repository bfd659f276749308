/** The code blocks of a page in Markdown. */

/** A block between fences. */
export interface CodeBlock {
  readonly language: string;
  /** The lines of the block, each with its end. */
  readonly code: string;
  /** The block of text that shows its output, a few lines further under the same heading. */
  readonly output: string | null;
}

const linesBetweenMax = 4;

/** Returns the code blocks of a page, in their order. */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks: { language: string; code: string; output: string | null }[] = [];
  let open: { language: string; code: string } | undefined;
  let linesSince = 0;
  for (const line of page.split('\n')) {
    const fence = /^```(\w*)$/.exec(line);
    if (fence === null) {
      if (open !== undefined) open.code += `${line}\n`;
      else linesSince += line.startsWith('#') ? linesBetweenMax + 1 : 1;
    } else if (open === undefined) {
      open = { language: fence[1] ?? '', code: '' };
    } else {
      const before = blocks.at(-1);
      const isOutput = open.language === 'text' && linesSince <= linesBetweenMax;
      if (before !== undefined && isOutput) before.output = open.code;
      blocks.push({ ...open, output: null });
      open = undefined;
      linesSince = 0;
    }
  }
  return blocks;
}

/** Returns the code of the blocks in a language, in their order. */
export function codeIn(page: string, language: string): string[] {
  return codeBlocks(page).flatMap((block) => (block.language === language ? [block.code] : []));
}
