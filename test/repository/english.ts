/**
 * The recurring patterns of English that reads like a translation, as functions from a text to what
 * is wrong with it; `CONTRIBUTING.md` says how we write.
 */

/** The width that a comment may have, indentation included. */
export const commentWidth = 100;

// Each letter in brackets keeps a pattern from finding itself.
const phrases = [
  /\bwhat is n[o]\b(?! longer| more)/gi,
  /(?<!\bthere )\b(?:is|are) n[o]ne\b/gi,
  /\bas what [a] /gi,
  /\bthere[o]f\b/gi,
  /\bso f[a]res?\b/gi,
  /\bheld a[g]ainst\b/gi,
  /\bof what is n[o]t\b/gi,
];

// "Where" for "if", in the forms that come back. Real places have none of them.
const conditions = [
  /\b(?:only|applies|applied|legal) whe[r]e\b/gi,
  /\bwhe[r]e (?:there (?:is|are)|it cannot|(?:very )?many|lines overlap|calls overlap)\b/gi,
  /\bwhe[r]e the (?:machine|documents?|browser)\b/gi,
  // A sentence that begins with a condition: "…, that follows."
  /(?:^[ */-]*|[.;:!*] )(?:So w|W)he[r]e [^,.:;?|#]+, (?!(?:in|by|and|or|such|which) )[a-z]/gm,
];

/** The banned phrases of a text, each as it stands there. Pure. */
export function bannedPhrasesIn(text: string): string[] {
  return [...phrases, ...conditions].flatMap((pattern) => text.match(pattern) ?? []);
}

/**
 * Doc comments of a source that open with a question word, each with its first words. Pure. One
 * that follows a quotation mark is the text of a test.
 */
export function questionOpeningsIn(text: string): string[] {
  const openings =
    /(?<!['"`])\/\*\*[\s*]*((?:What|Who|Whom|Whose|Whether|As what|Of what)\b[^\n]{0,50})/g;
  return [...text.matchAll(openings)].map(([, opening = '']) => opening);
}

/** Lines of comments that are too wide; one that only holds an address cannot be broken. Pure. */
export function wideCommentsIn(text: string): string[] {
  const lines = text.split('\n');
  const isComment = (line: string) => /^\s*(?:\/\*\*?|\*|\/\/|<!--)/.test(line);
  const isAddress = (line: string) => /^\s*(?:\*|\/\/)\s*\S+$/.test(line);
  return lines.filter((line) => line.length > commentWidth && isComment(line) && !isAddress(line));
}
