/** JSON is parsed strictly: a key that is given twice is an error that says where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, parseJson, parseJsonLine } from '../../src/input';

const fieldOf = (text: string): string | undefined => {
  const [field, ofLine] = [parseJson, parseJsonLine].map((parse) => {
    try {
      parse(text);
      return undefined;
    } catch (error) {
      return (error as InvalidInputError).field;
    }
  });
  expect(ofLine).toBe(field);
  return field;
};

describe('JSON', () => {
  it('without a key given twice is parsed as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat({ max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '{', '{"a":1,}', '{"a":1 "a":2}', "{'a':1}", '[1,2'])(
    'that is malformed is a SyntaxError: %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});

describe('a key that is given twice', () => {
  it.each([
    ['{"a":1,"a":1}', '$.a'],
    ['{"a":1,"\\u0061":2}', '$.a'],
    ['{"é":1,"\\u00e9":2}', '$["é"]'],
    ['{"a\\"b":1,"a\\u0022b":2}', '$["a\\"b"]'],
    ['{"\\\\":1,"\\\\":2}', '$["\\\\"]'],
    ['{"":1,"":2}', '$[""]'],
    ['{"__proto__":1,"__proto__":2}', '$.__proto__'],
    ['{"deployment":{"error":null,"status":"Running","error":{}}}', '$.deployment.error'],
    ['[{"a":1},[2,{"b":{"c":[]},"b":3}]]', '$[1][1].b'],
    ['{"a":[{"x":1},{"x":1,"x":2}]}', '$.a[1].x'],
    [' { "a" : "\\\\" ,\n "b" : "\\"" , "a" : 1 } ', '$.a'],
    ['{"a":"{\\"b\\":1,","b":"}","a":2}', '$.a'],
    ['{"a":{},"b":[],"a":3}', '$.a'],
  ])('is found and named: %s', (text, field) => {
    expect(() => parseJson(text)).toThrow(InvalidInputError);
    expect(() => parseJson(text)).toThrow(
      `${field} is given twice, but must be given at most once.`,
    );
    expect(fieldOf(text)).toBe(field);
  });

  it.each([
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"a"}',
    '{"a":1,"A":2,"a ":3,"\\u0000a":4}',
    '{"a":["a","a",{"a":"\\",\\"a\\":"}]}',
    '"{\\"a\\":1,\\"a\\":2}"',
    '["a","a"]',
  ])('is not seen if no key is given twice: %s', (text) => {
    expect(fieldOf(text)).toBeUndefined();
  });

  interface Node {
    readonly text: string;
    /** The path of the first key given twice, without the root. */
    readonly repeated: string | undefined;
  }

  const node = fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('1', '""', '"a"', '",\\"a\\":"', '"\\\\"', 'null').map(leaf),
      fc.array(tie('node'), { maxLength: 3 }).map(arrayOf),
      fc
        .array(fc.tuple(fc.constantFrom('"a"', '"\\u0061"', '"b"', '"c"'), tie('node')), {
          maxLength: 3,
        })
        .map(objectOf),
    ),
  })).node;

  function leaf(text: string): Node {
    return { text, repeated: undefined };
  }

  function arrayOf(items: readonly Node[]): Node {
    const at = items.findIndex(({ repeated }) => repeated !== undefined);
    const repeated = at < 0 ? undefined : `[${at}]${items[at]?.repeated}`;
    return { text: `[ ${items.map(({ text }) => text).join(' ,')}]`, repeated };
  }

  function objectOf(entries: readonly (readonly [literal: string, value: Node])[]): Node {
    const text = `{${entries.map(([literal, value]) => `${literal} :${value.text}`).join(', ')} }`;
    const seen: string[] = [];
    for (const [literal, value] of entries) {
      const key = JSON.parse(literal) as string;
      if (seen.includes(key)) return { text, repeated: `.${key}` };
      seen.push(key);
      if (value.repeated !== undefined) return { text, repeated: `.${key}${value.repeated}` };
    }
    return { text, repeated: undefined };
  }

  it('is found exactly where it is, in whatever surrounds it', () => {
    fc.assert(
      fc.property(node, ({ text, repeated }) => {
        expect(fieldOf(text)).toBe(repeated && `$${repeated}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found however deep it lies, and its path is shown to a bounded length', () => {
    const depth = 50_000;
    const text = `${'[{"a":'.repeat(depth)}{"b":1,"b":2}${'}]'.repeat(depth)}`;
    const field = fieldOf(text);
    expect(field).toMatch(/^….*\[0\]\.a\[0\]\.a\.b$/);
    expect(field?.length).toBe(201);
    const flat = fieldOf(`{"${'k'.repeat(10_000)}":1,"${'k'.repeat(10_000)}":2}`);
    expect(flat).toBe(`…${'k'.repeat(200)}`);
  });

  it('is found among many, in a long text', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `"k${index}":"${'\\\\'.repeat(9)}"`);
    expect(fieldOf(`{${keys.join()}}`)).toBeUndefined();
    expect(fieldOf(`{${keys.join()},"k7":1}`)).toBe('$.k7');
  });
});
