/** A history that cannot be read is an error with source and line, never a verdict. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import {
  checkHistory,
  HistoryChecker,
  HistoryFormatError,
  type HistoryOptions,
} from '../../src/trace';
import { call, poll } from './recording';

const actionNames = ['start', 'stop', 'pause', 'resume', 'activate', 'approve', 'dismiss_error'];
const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
const kinds = 'an object with one of the keys capabilities, call, seen, note';
const seen = (fields: object) =>
  JSON.stringify({
    seen: { deployment_status: 'Stopped', deployment_desired_status: 'Stopped', ...fields },
  });

/**
 * Lines that are malformed by themselves, with parts of their error: field, value, allowed values.
 */
const malformed: readonly (readonly [name: string, line: string, says: readonly string[]])[] = [
  ['broken JSON', '{"call":"start",', ['not valid JSON']],
  ['text instead of JSON', 'start -> 202', ['not valid JSON']],
  ['two objects in a line', `${call('start')} ${call('start')}`, ['not valid JSON']],
  ['an array', '[1]', ['line is [1]', 'an object']],
  ['null', 'null', ['line is null', 'an object']],
  ['a string', '"start"', ['line is "start"', 'an object']],
  ['an empty object', '{}', ['line is {}', kinds]],
  ['an object of an unknown kind', '{"cal":"start"}', ['line is {"cal":"start"}', kinds]],

  [
    'an unknown key in a call',
    '{"call":"stop","answer":202,"when":1}',
    ["Unknown field 'when' (1)", 'a call has only call, query'],
  ],
  [
    'two kinds in a line',
    '{"call":"stop","answer":202,"note":"x"}',
    ['Unknown field \'note\' ("x")', 'a call has only'],
  ],
  ['an unknown key beside seen', '{"seen":{},"when":1}', ["Unknown field 'when' (1)", 'only seen']],
  ['an unknown key in a note', '{"note":"x","at":1}', ["Unknown field 'at' (1)", 'only note']],
  [
    'an unknown key beside capabilities',
    '{"capabilities":{},"at":1}',
    ["Unknown field 'at' (1)", 'only capabilities'],
  ],
  [
    'a key that is given twice',
    '{"call":"stop","answer":202,"answer":503}',
    ['$.answer is given twice, but must be given at most once.'],
  ],
  [
    'a key that is given twice, in two spellings',
    '{"seen":{"deployment_status":"Running","deployment_desired_status":"Running","deployment\\u005fstatus":"Paused"}}',
    ['$.seen.deployment_status is given twice'],
  ],
  [
    'a key in a query that is given twice',
    '{"call":"stop","query":{"force":true,"force":false},"answer":202}',
    ['$.query.force is given twice'],
  ],
  [
    'a key that is in the prototype of objects',
    '{"call":"stop","answer":202,"__proto__":{}}',
    ["Unknown field '__proto__' ({})"],
  ],

  [
    'an unknown action',
    '{"call":"restart","answer":202}',
    ['action is "restart"', `one of ${quoted(actionNames)}`],
  ],
  [
    'an action by its name in code',
    '{"call":"dismissError","answer":202}',
    ['action is "dismissError"', '"dismiss_error"'],
  ],
  ['an action that is not a string', '{"call":null,"answer":202}', ['action is null', '"start"']],
  [
    'an unknown query key',
    '{"call":"stop","query":{"forced":true},"answer":202}',
    ["Unknown field 'forced' (true)", 'stop has only force'],
  ],
  [
    'a query key by its name in code',
    '{"call":"start","query":{"bootstrapPolicy":"allow"},"answer":202}',
    ['Unknown field \'bootstrapPolicy\' ("allow")', 'bootstrap_policy'],
  ],
  [
    'a query of an action that has none',
    '{"call":"pause","query":{"force":true},"answer":202}',
    ["Unknown field 'force' (true)", 'pause has no fields'],
  ],
  [
    'a query value that is not allowed',
    '{"call":"start","query":{"initial":"runing"},"answer":202}',
    ['initial is "runing"', 'one of "standby", "paused", "running"'],
  ],
  [
    'a query value that another action allows',
    '{"call":"activate","query":{"initial":"standby"},"answer":202}',
    ['initial is "standby"', 'one of "paused", "running"'],
  ],
  [
    'a query value of the wrong type',
    '{"call":"stop","query":{"force":"yes"},"answer":202}',
    ['force is "yes"', 'one of true, false'],
  ],
  [
    'a query value that is null',
    '{"call":"start","query":{"bootstrap_policy":null},"answer":202}',
    ['bootstrap_policy is null', '"await_approval"'],
  ],
  [
    'a query that is null',
    '{"call":"stop","query":null,"answer":202}',
    ['query is null', 'object'],
  ],
  ['a query that is a list', '{"call":"stop","query":[],"answer":202}', ['query is []', 'object']],

  [
    'an answer that is null',
    '{"call":"stop","answer":null}',
    ['answer is null', 'an HTTP status code, or left out if no answer came'],
  ],
  [
    'an error code without an answer',
    '{"call":"stop","error_code":"InternalError"}',
    ['error_code is "InternalError"', 'a call without an answer has no error code'],
  ],
  ['an answer in words', '{"call":"stop","answer":"202"}', ['answer is "202"', 'HTTP status']],
  [
    'an answer that is not an integer',
    '{"call":"stop","answer":202.5}',
    ['answer is 202.5', 'HTTP'],
  ],
  ['an answer below 100', '{"call":"stop","answer":99}', ['answer is 99', 'HTTP status code']],
  ['an answer above 599', '{"call":"stop","answer":600}', ['answer is 600', 'HTTP status code']],
  [
    'an error code that is not a string',
    '{"call":"stop","answer":503,"error_code":503}',
    ['error_code is 503', 'a string'],
  ],
  [
    'an error code that is null',
    '{"call":"stop","answer":202,"error_code":null}',
    ['error_code is null', 'a string'],
  ],

  ['seen that is not an object', '{"seen":"Running"}', ['seen is "Running"', 'an object']],
  [
    'an unknown status',
    seen({ deployment_status: 'Runing' }),
    ['deployment_status is "Runing"', '"Running"', '"Stopping"'],
  ],
  [
    'a desired status that is only a status',
    seen({ deployment_desired_status: 'Stopping' }),
    ['deployment_desired_status is "Stopping"', '"Suspended"'],
  ],
  [
    'no status',
    '{"seen":{"deployment_desired_status":"Running"}}',
    ['deployment_status is undefined', '"Running"'],
  ],
  [
    'no desired status',
    '{"seen":{"deployment_status":"Running"}}',
    ['deployment_desired_status is undefined', '"Running"'],
  ],
  [
    'an error that is false',
    seen({ deployment_error: false }),
    ['deployment_error is false', 'one of true, null'],
  ],
  [
    'an error in words',
    seen({ deployment_error: 'out of memory' }),
    ['deployment_error is "out of memory"', 'one of true, null'],
  ],

  ['a note that is not a string', '{"note":1}', ['note is 1', 'a string']],
  [
    'capabilities that are not an object',
    '{"capabilities":true}',
    ['capabilities is true', 'object'],
  ],
  ['capabilities that are a list', '{"capabilities":[]}', ['capabilities is []', 'a plain object']],
  [
    'an unknown capability',
    '{"capabilities":{"suspend":true}}',
    ["Unknown field 'suspend' (true)", 'a pipeline has only checkpointing, suspendable, standby'],
  ],
  [
    'a capability that is not a boolean',
    '{"capabilities":{"standby":"no"}}',
    ['standby is "no"', 'one of true, false'],
  ],
  [
    'a capability that is null',
    '{"capabilities":{"standby":null}}',
    ['standby is null', 'one of true, false'],
  ],
];

const capabilities = '{"capabilities":{}}';
const note = '{"note":"prose"}';

/** Histories that are malformed as a whole, with the line and a part of their error. */
const misplaced: readonly (readonly [
  name: string,
  lines: readonly string[],
  line: number,
  says: string,
])[] = [
  ['an empty history', [], 0, 'nothing to check'],
  ['a history of blank lines', ['', ' ', ''], 0, 'nothing to check'],
  ['a history of notes', [note, note], 0, 'nothing to check'],
  ['a history of capabilities', [capabilities], 0, 'nothing to check'],
  ['capabilities after a call', [call('start'), capabilities], 2, 'capabilities must come first'],
  ['capabilities after a poll', [poll('Stopped'), capabilities], 2, 'capabilities must come first'],
  ['capabilities twice', [capabilities, '', capabilities], 3, 'capabilities must come first'],
  [
    'capabilities after a violation',
    [call('approve'), capabilities],
    2,
    'capabilities must come first',
  ],
];

describe('a line that is malformed', () => {
  it.each(malformed)('has no verdict if it is %s', async (_, line, says) => {
    const error = await problemOf(['', note, line], 'some.jsonl');
    expect({ source: error.source, line: error.line }).toEqual({ source: 'some.jsonl', line: 3 });
    expect(error.message).toBe(`some.jsonl:3: ${error.problem}`);
    for (const words of says) expect(error.problem).toContain(words);
  });

  it.each(malformed)('has no verdict after a violation either: %s', async (_, line) => {
    const error = await problemOf([call('approve'), line]);
    expect({ source: error.source, line: error.line }).toEqual({ source: 'history', line: 2 });
  });

  it('keeps the cause, for the details', async () => {
    expect((await problemOf(['{']))?.cause).toBeInstanceOf(SyntaxError);
    expect((await problemOf(['{"note":1}'])).cause).toBeInstanceOf(InvalidInputError);
  });

  it('is shown in part if it is long', async () => {
    const { message } = await problemOf([JSON.stringify({ notes: 'x'.repeat(10_000) })]);
    expect(message.length).toBeLessThan(300);
  });
});

describe('a history that is malformed as a whole', () => {
  it.each(misplaced)('has no verdict if it is %s', async (_, lines, line, says) => {
    const error = await problemOf(lines);
    expect({ source: error.source, line: error.line }).toEqual({ source: 'history', line });
    expect(error.problem).toContain(says);
    expect(error.message).toBe(`history${line === 0 ? '' : `:${line}`}: ${error.problem}`);
  });
});

describe('a history', () => {
  const lines = [capabilities, call('start'), note, poll('Running')];

  it.each([
    ['blank lines', ['', capabilities, '   ', call('start'), '\t', note, poll('Running'), '']],
    ['carriage returns', lines.map((line) => `${line}\r`)],
    ['blank lines that end in carriage returns', lines.flatMap((line) => ['\r', `${line}\r`])],
    ['a byte order mark', [`\uFEFF${capabilities}`, ...lines.slice(1)]],
    ['a byte order mark alone in the first line', ['\uFEFF', ...lines]],
    ['spaces around its lines', lines.map((line) => `  ${line} `)],
    ['notes before its capabilities', [note, ...lines]],
  ])('may have %s', async (_, written) => {
    const { legal, calls, readings } = await checkHistory(written);
    expect({ legal, calls, readings }).toEqual({ legal: true, calls: 1, readings: 1 });
  });

  it('may have a byte order mark only at its beginning', async () => {
    expect((await problemOf([call('start'), `\uFEFF${call('stop')}`])).line).toBe(2);
  });

  it('counts blank lines and notes as lines, so that an editor finds the line', async () => {
    const { violation, lines: read } = await checkHistory(['', note, '', call('approve'), '']);
    expect({ line: violation?.line, read }).toEqual({ line: 4, read: 5 });
  });

  it('shows the line of a violation without the carriage return that ends it', async () => {
    const { violation } = await checkHistory([`${note}\r`, `${call('approve')}\r`]);
    expect(violation?.context).toEqual([{ line: 1, text: note }]);
    expect(violation?.text).toBe(call('approve'));
  });
});

describe('options that are malformed', () => {
  it.each([
    ['from', { from: 'scratch' }, ['from is "scratch"', 'one of "new", "anywhere"']],
    ['from', { from: null }, ['from is null', 'one of "new", "anywhere"']],
    ['capabilities', { capabilities: 'all' }, ['capabilities is "all"', 'a plain object']],
    [
      'suspend',
      { capabilities: { suspend: true } },
      ["Unknown field 'suspend' (true)", 'only checkpointing'],
    ],
    ['standby', { capabilities: { standby: 1 } }, ['standby is 1', 'one of true, false']],
  ])('are an error that names the field %s: %o', async (field, given, says) => {
    const options = given as unknown as HistoryOptions;
    await expect(checkHistory([call('start')], options)).rejects.toThrow(InvalidInputError);
    const error = thrownBy(() => new HistoryChecker(options));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).field).toBe(field);
    for (const words of says) expect((error as Error).message).toContain(words);
  });
});

/** The error of a history that cannot be read. */
async function problemOf(lines: readonly string[], source?: string): Promise<HistoryFormatError> {
  const options = source === undefined ? {} : { source };
  const outcome: unknown = await checkHistory(lines, options).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(HistoryFormatError);
  return outcome as HistoryFormatError;
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
