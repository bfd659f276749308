/** Suggestions for a value that is nearly right: `… Did you mean "liveness"?` */
import { closestMatch } from 'leven';
import { InvalidInputError, isInstanceOf, member, show } from '../input';

/**
 * Returns the word that is most like this one; undefined if none is alike. Upper case, hyphens and
 * underscores make no difference, and the beginning of a word is enough. Pure.
 */
export function closestWord(word: string, words: readonly string[]): string | undefined {
  const given = plain(word);
  const candidates = words.map(plain);
  // In a short word, one letter may be wrong; in a long one, three.
  const maxDistance = Math.min(3, Math.ceil(given.length / 4));
  const found =
    closestMatch(given, candidates, { maxDistance }) ??
    (given.length > 2 ? candidates.find((each) => each.startsWith(given)) : undefined);
  return found === undefined ? undefined : words[candidates.indexOf(found)];
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}

/**
 * Returns an error to throw again: an InvalidInputError with a suggestion, if one of the words is
 * like the one that the user wrote; anything else as it is. Pure.
 */
export function suggesting(error: unknown, written: unknown, words: readonly string[]): unknown {
  if (!isInstanceOf(error, InvalidInputError) || typeof written !== 'string') return error;
  const word = closestWord(written, words);
  if (word === undefined) return error;
  return new InvalidInputError(error, `${error.message} Did you mean ${show(word)}?`);
}

/** Throws InvalidInputError, with a suggestion if there is one, unless the text is such a word. */
export function requireWord(name: string, text: string, words: readonly string[]): void {
  const [problem] = member(name, text, words);
  if (problem !== undefined) throw suggesting(new InvalidInputError(problem), text, words);
}
