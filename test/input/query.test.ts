/** The query of a URL, as text. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError, queryFields } from '../../src/input';

const fieldsOf = (search: string) => queryFields(new URLSearchParams(search));

describe('queryFields', () => {
  it('returns every parameter as text, decoded', () => {
    expect(fieldsOf('force=true&limit=1&name=a%20b&empty=&bare')).toEqual({
      force: 'true',
      limit: '1',
      name: 'a b',
      empty: '',
      bare: '',
    });
    expect(fieldsOf('')).toEqual({});
  });

  it('keeps a parameter that has the name of a property of every object', () => {
    const fields = fieldsOf('__proto__=1&constructor=2');
    expect(Object.entries(fields)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('returns fields that inherit nothing', () => {
    expect(fieldsOf('').toString).toBeUndefined();
  });

  it.each(['force=true&force=true', 'force=true&limit=1&force=false', '__proto__=1&__proto__=2'])(
    'refuses %s, which gives a parameter twice, and names it',
    (search) => {
      const [field] = search.split('=');
      expect(() => fieldsOf(search)).toThrow(InvalidInputError);
      const value = '(not shown)';
      expect(() => fieldsOf(search)).toThrow(
        expect.objectContaining({ field, value, allowed: 'given at most once' }),
      );
    },
  );
});
