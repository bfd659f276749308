/** The option `--dialect`: a dialect by its id, or one of the user's own in a JSON file. */
import { readFileSync } from 'node:fs';
import type { Option } from 'commander';
import { type Dialect, type DialectDeclaration, dialectIds, parseDialect } from '../dialect';
import { InvalidInputError, isInstanceOf, parseJson, shortened } from '../input';
import { valueOption } from './arguments';
import { isFileError, whyNotReadable } from './files';
import { suggesting } from './suggestions';

/** A dialect, and the word on the command line that chose it. */
export interface DialectChoice {
  readonly written: string;
  readonly dialect: Dialect;
}

/** The dialect without `--dialect`. */
export const defaultDialect: DialectChoice = {
  written: parseDialect().id,
  dialect: parseDialect(),
};

/** `--dialect`. */
export function dialectOption(purpose: string): Option {
  return valueOption<DialectChoice>(
    '--dialect <name>',
    `${purpose}: ${dialectIds.join(' or ')}, or a JSON file with a dialect of your own`,
    (text, name) => ({ written: text, dialect: dialectIn(text, name) }),
  ).default(defaultDialect, defaultDialect.written);
}

function dialectIn(text: string, name: string): Dialect {
  if (dialectIds.includes(text)) return parseDialect(text);
  if (/[./\\]/.test(text)) return dialectInFile(text, name);
  const allowed = `one of ${dialectIds.join(', ')}, or a JSON file, such as ours.json`;
  throw suggesting(new InvalidInputError({ field: name, value: text, allowed }), text, dialectIds);
}

function dialectInFile(file: string, name: string): Dialect {
  const refused = (allowed: string) => new InvalidInputError({ field: name, value: file, allowed });
  try {
    return parseDialect(parseJson(readFileSync(file, 'utf8')) as DialectDeclaration);
  } catch (error) {
    if (isFileError(error)) throw refused(`a file that can be read (${whyNotReadable(error)})`);
    if (isInstanceOf(error, SyntaxError)) {
      throw refused(`a file of JSON (${shortened(error.message, 200)})`);
    }
    if (!isInstanceOf(error, InvalidInputError)) throw error;
    throw refused(`a file with a dialect; in this one, ${error.message}`);
  }
}
