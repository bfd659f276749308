/**
 * Every quote is compared with the document that it comes from, to the letter.
 *
 * The documents are not ours to publish. Without them, nothing here can be compared, and it says
 * so.
 */
import { describe, expect, it } from 'vitest';
import { rules, type SourceDocument } from '../../src/lifecycle';
import quotes from '../quotes.json';
import { seeds } from './seeds';
import { read } from './tree';

const leftOut = 'The quotes are not compared: there are no documents in ../shared/seeds.';
if (seeds === null) process.stderr.write(`${leftOut}\n`);

const names: readonly SourceDocument[] = ['start', 'stop', 'resume', 'activate', 'approve'];
const documentOf = (name: string) => seeds?.get(name as SourceDocument) ?? expect.fail(name);
const words = (text: string) => text.replace(/\s+/g, ' ').trim();

describe.skipIf(seeds === null)(seeds === null ? leftOut : 'quotes', () => {
  it('there is a document of each endpoint that is quoted', () => {
    expect([...(seeds?.keys() ?? [])].sort()).toEqual([...names].sort());
    expect(Object.keys(quotes.answers)).toEqual(names);
  });

  it.each(rules.filter(({ source }) => source === 'document'))(
    'rule $id quotes whole sentences',
    ({ document, quote }) => {
      expect(sentencesOf(documentOf(document ?? ''))).toContain(quote);
    },
  );

  it.each(Object.entries(quotes.answers))('the answers of %s, all of them', (name, answers) => {
    const text = documentOf(name);
    const response = text.slice(text.indexOf('\nResponse\n'));
    const listed = [...response.matchAll(/^([2-5]\d\d)(?!\d)(.*?)(?:application\/json)?$/gm)];
    expect(listed.map(([, code, said]) => [code, said])).toEqual(Object.entries(answers));
  });

  it.each(Object.entries(quotes.examples))('the example of %s', (_, { documents, body }) => {
    for (const name of documents)
      expect(documentOf(name).endsWith(`\nResponse\n${body}`)).toBe(true);
  });

  it('every document has an example', () => {
    const examples = Object.values(quotes.examples).flatMap(({ documents }) => documents);
    expect(examples.sort()).toEqual([...names].sort());
  });

  it('interpretations quotes the documents, and says which', () => {
    const text = read('docs/interpretations.md');
    const quoted = [...text.matchAll(/(?:^> .*\n)+/gm)].map(([block]) =>
      words(block.replace(/^> /gm, '')),
    );
    expect(quoted.length).toBeGreaterThan(30);
    for (const quote of quoted) {
      const [, said = '', name = ''] = /^(.+) \(document of (\w+)\)$/.exec(quote) ?? [];
      expect(said, quote).not.toBe('');
      expect(words(documentOf(name))).toContain(said);
    }
  });

  it('interpretations quotes in passing only what the documents say', () => {
    const said = words([...(seeds?.values() ?? [])].join(' '));
    const text = read('docs/interpretations.md');
    const passing = [...text.matchAll(/“([^”]*)”/g)].map(([, each = '']) => words(each));
    expect(passing.length).toBeGreaterThan(5);
    for (const each of passing) expect(said).toContain(each);
  });
});

/** The whole sentences of a document, without what its page glues to them. */
function sentencesOf(text: string): string[] {
  const bare = text.split('\n').map((line) =>
    line
      .replace(/^[\s•]+/, '')
      .replace(/^\w+(string|boolean)(Yes|No)/, '')
      .replace(/^[2-5]\d\d/, '')
      .replace(/application\/json$/, ''),
  );
  return bare.flatMap((line) => [line, ...line.split(/(?<=\.) /)]);
}
