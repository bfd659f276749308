/**
 * The recurring patterns of English that reads like a translation, as functions from a text to what
 * is wrong with it; `CONTRIBUTING.md` says how we write.
 */
import ts from 'typescript';

/** The width that a comment may have, indentation included. */
export const commentWidth = 100;

// Each letter in brackets keeps a pattern from finding itself.
const phrases = [
  /\bwhat is n[o]\b(?! longer| more)/gi,
  /\bthat is n[o]ne\b/gi,
  /\bare n[o]ne\b/gi,
  /\bas what [a] /gi,
  /\bthere[o]f\b/gi,
  /\bso f[a]res?\b/gi,
  /\bheld a[g]ainst\b/gi,
  /\bof what is n[o]t\b/gi,
];

/** The banned phrases of a text, each as it stands there. Pure. */
export function bannedPhrasesIn(text: string): string[] {
  return phrases.flatMap((pattern) => text.match(pattern) ?? []);
}

/** Comments of a source that open with a question word, each with its first words. Pure. */
export function questionOpeningsIn(text: string): string[] {
  return commentsOf(text)
    .filter((comment) => comment.startsWith('/**'))
    .map((comment) => comment.replace(/^\/\*\*[\s*]*/, ''))
    .filter((comment) => /^(?:What|Who|Whom|Whose|Whether|As what|Of what)\b/.test(comment))
    .map((comment) => comment.split('\n')[0]?.slice(0, 60) ?? '');
}

/** Lines of comments that are too wide; one that only holds an address cannot be broken. Pure. */
export function wideCommentsIn(text: string): string[] {
  const lines = text.split('\n');
  const isComment = (line: string) => /^\s*(?:\/\*\*?|\*|\/\/)/.test(line);
  const isAddress = (line: string) => /^\s*(?:\*|\/\/)\s*\S+$/.test(line);
  return lines.filter((line) => line.length > commentWidth && isComment(line) && !isAddress(line));
}

/** The comments of a source, from their opening mark. */
function commentsOf(text: string): string[] {
  const scanner = ts.createScanner(
    ts.ScriptTarget.Latest,
    false,
    ts.LanguageVariant.Standard,
    text,
  );
  const found: string[] = [];
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isComment =
      kind === ts.SyntaxKind.MultiLineCommentTrivia ||
      kind === ts.SyntaxKind.SingleLineCommentTrivia;
    if (isComment) found.push(scanner.getTokenText());
  }
  return found;
}
