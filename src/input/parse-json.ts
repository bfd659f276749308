/**
 * Parsing JSON strictly. If an object has a key twice, JSON.parse keeps the last value without a
 * word, and other readers keep the first: what was checked is not what another program reads.
 */
import { InvalidInputError } from './invalid-input';
import { depthMax } from './json';

/** Parses JSON. Pure. Throws SyntaxError, and InvalidInputError for a key that is given twice. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const field = repeatedKey(text);
  if (field === undefined) return value;
  const allowed = 'given at most once';
  const message = `${field} is given twice, but must be ${allowed}.`;
  throw new InvalidInputError({ field, value: undefined, allowed, message });
}

/** Does as `parseJson`, and takes half as long for most short texts. Pure. */
export function parseJsonLine(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return possibleKeysIn(text) === keysIn(value, 0) ? value : parseJson(text);
}

/**
 * The number of colons in a text that may stand behind a key, because a quote or a space is before
 * them: no fewer than it has keys. Most texts have no others, and then none of their keys was lost.
 */
function possibleKeysIn(text: string): number {
  let count = 0;
  for (let place = text.indexOf(':'); place !== -1; place = text.indexOf(':', place + 1)) {
    const before = text.charCodeAt(place - 1);
    if (before === quote || before <= space) count += 1;
  }
  return count;
}

const quote = 0x22;
/** No character of white space in JSON comes after it. */
const space = 0x20;

/** The number of keys in a value; NaN if it is too deep to count them by recursion. */
function keysIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > depthMax) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += keysIn(item, depth + 1);
    return count;
  }
  for (const key in value) {
    if (!isOwn.call(value, key)) continue;
    count += 1;
    const field = (value as Record<string, unknown>)[key];
    // Most fields hold no further keys, and need no call to find that out.
    if (typeof field === 'object') count += keysIn(field, depth + 1);
  }
  return count;
}

const isOwn = Object.prototype.hasOwnProperty;

/** An object or an array around the present place. */
interface Container {
  /** The keys so far; null in an array. */
  readonly keys: Set<string> | null;
  /** The present key, or the number of the present item. */
  at: string | number;
}

/**
 * Returns the path of the first key that an object has twice, such as `$.deployment.error`. The
 * text is valid JSON, so its strings, brackets and commas say everything. Neither recursive nor
 * slow, because nobody has checked yet how deep or long it is.
 */
function repeatedKey(text: string): string | undefined {
  const levels: Container[] = [];
  let level: Container | undefined;
  let isKeyNext = false;
  for (let place = 0; place < text.length; place += 1) {
    switch (text[place]) {
      case '"': {
        const end = endOfString(text, place);
        if (isKeyNext && level !== undefined) {
          level.at = unescapedKey(text.slice(place, end + 1));
          if (level.keys?.has(level.at)) return pathTo(levels);
          level.keys?.add(level.at);
          isKeyNext = false;
        }
        place = end;
        break;
      }
      case '{':
      case '[':
        isKeyNext = text[place] === '{';
        level = isKeyNext ? { keys: new Set(), at: '' } : { keys: null, at: 0 };
        levels.push(level);
        break;
      case '}':
      case ']':
        levels.pop();
        level = levels.at(-1);
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = level?.keys !== null;
        if (typeof level?.at === 'number') level.at += 1;
    }
  }
  return undefined;
}

/** Returns the place of the quote that ends the string which begins here. */
function endOfString(text: string, begin: number): number {
  let end = begin;
  for (;;) {
    end = text.indexOf('"', end + 1);
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
}

/** The same key can be written in several ways: `"a"` and `"\u0061"`. */
function unescapedKey(literal: string): string {
  return literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1);
}

const pathLengthMax = 200;

function pathTo(levels: readonly Container[]): string {
  const steps = levels.map(({ at }) => {
    if (typeof at === 'number') return `[${at}]`;
    return /^[A-Za-z_]\w*$/.test(at) ? `.${at}` : `[${JSON.stringify(at)}]`;
  });
  const path = `$${steps.join('')}`;
  return path.length > pathLengthMax ? `…${path.slice(-pathLengthMax)}` : path;
}
