/**
 * Links of Markdown files that lead nowhere.
 *
 * Only links within the repository are followed: a test must not need the network. Links and
 * headings are read as GitHub reads them, as far as they occur in plain documents.
 */
import { posix } from 'node:path';

/** Where links may lead: every file of the repository, and its text. */
export interface Tree {
  readonly files: readonly string[];
  readonly read: (path: string) => string;
}

/** The links of a Markdown file that lead nowhere, as they stand there. */
export function brokenLinks(path: string, tree: Tree): string[] {
  return linksOf(tree.read(path)).filter((link) => !isOutside(link) && !leads(path, link, tree));
}

/** The targets of all links and images of a Markdown text. Pure. */
export function linksOf(text: string): string[] {
  const prose = withoutCode(text);
  const patterns = [
    // [text](target "title"), also of an image within a link.
    /\]\(\s*(?:<([^>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+["'(][^\n]*?["')])?\s*\)/g,
    // [label]: target
    /^ {0,3}\[[^\]\n]+\]:\s*(?:<([^>\n]*)>|(\S+))/gm,
    /<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=(?:"([^"]*)"|'([^']*)')/g,
  ];
  return patterns.flatMap((pattern) =>
    [...prose.matchAll(pattern)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
  );
}

/**
 * The anchors that a Markdown text offers: its headings as GitHub names them, and its ids. Pure.
 */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headingsOf(text)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, id] of withoutCode(text).matchAll(/<\w+\b[^>]*?\b(?:id|name)=["']([^"']+)["']/g)) {
    if (id !== undefined) anchors.add(id);
  }
  return anchors;
}

function headingsOf(text: string): string[] {
  const prose = withoutFences(text);
  return [...prose.matchAll(/^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/gm)].map(
    ([, heading]) => heading ?? '',
  );
}

function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '')
    .trim()
    .replace(/ /g, '-');
}

function isOutside(link: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link);
}

function leads(from: string, link: string, tree: Tree): boolean {
  const [file = '', anchor] = decodeURI(link).split('#');
  const target = file === '' ? from : resolve(from, file);
  if (!isThere(target, tree)) return false;
  if (anchor === undefined || anchor === '') return anchor === undefined;
  if (target.endsWith('.md')) return anchorsOf(tree.read(target)).has(anchor);
  const line = /^L(\d+)(?:-L\d+)?$/.exec(anchor)?.[1];
  return line !== undefined && Number(line) <= tree.read(target).split('\n').length;
}

function resolve(from: string, file: string): string {
  // A leading slash is the root of the repository.
  const path = file.startsWith('/') ? file.slice(1) : posix.join(posix.dirname(from), file);
  return path.replace(/\/$/, '');
}

function isThere(target: string, { files }: Tree): boolean {
  return target === '.' || files.some((path) => path === target || path.startsWith(`${target}/`));
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');
}

function withoutFences(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]*\2[`~]*[ \t]*$|(?![\s\S]))/gm, '');
}
