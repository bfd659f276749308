/** The times of lines: what they may be, and how they relate to lines without times. */
import { describe, expect, it } from 'vitest';
import { checkHistory, HistoryChecker, parseEntry } from '../../src/trace';
import { poll } from './recording';

const timed = (line: string, began: unknown, ended: unknown, at?: unknown) =>
  JSON.stringify({ ...JSON.parse(line), at, began, ended });
const start = '{"call":"start","answer":202}';
const running = poll('Running');
const lost = '{"call":"stop","query":{"force":true}}';

const timesOf = (began: unknown, ended: unknown) => {
  const entry = parseEntry(timed(start, began, ended));
  return entry.kind === 'call' ? entry.times : null;
};

describe('a time', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00Z', 0],
    ['2026-01-14T04:20:20.348Z', 1_768_364_420_348],
    ['2026-01-14t04:20:20,348z', 1_768_364_420_348],
    ['2026-01-14T06:20:20.348+02:00', 1_768_364_420_348],
    ['2026-01-13T22:50:20.348-0530', 1_768_364_420_348],
    ['2024-02-29T23:59:60Z', 1_709_251_200_000],
    ['2000-03-01 00:00:00Z', 951_868_800_000],
    ['1900-03-01T00:00:00Z', -2_203_891_200_000],
    ['2026-01-14T04:20:20.348250Z', 1_768_364_420_348.25],
  ])('may be %s', (text, milliseconds) => {
    expect(timesOf(text, text)).toMatchObject({ began: milliseconds, ended: milliseconds });
  });

  it('is in ISO 8601 the time that the platform reads, on every day', () => {
    for (let day = -40_000; day < 40_000; day += 37) {
      const date = new Date(day * 86_400_000 + 12_345_678);
      expect(timesOf(date.toISOString(), date.toISOString())?.began).toBe(date.getTime());
    }
  });

  it.each([
    [true],
    [null],
    ['yesterday'],
    ['2026-01-14'],
    ['2026-01-14T04:20:20'],
    ['2026-02-29T00:00:00Z'],
    ['1900-02-29T00:00:00Z'],
    ['2026-13-01T00:00:00Z'],
    ['2026-04-31T00:00:00Z'],
    ['2026-01-01T24:00:00Z'],
    ['2026-01-01T00:60:00Z'],
    ['2026-01-01T00:00:00+01:60'],
    ['2026-01-01T00:00:00+24:00'],
    ['12'],
  ])('cannot be %j', (time) => {
    for (const fields of [
      [time, 5],
      [5, time],
    ]) {
      expect(() => timesOf(fields[0], fields[1])).toThrow('but must be a number or a time in ISO');
    }
    expect(() => parseEntry(timed(start, undefined, undefined, time))).toThrow('at is');
  });

  it.each<[string, string, string]>([
    [
      'one kind in a line',
      timed(start, 5, '2026-01-14T04:20:20Z'),
      'ended is "2026-01-14T04:20:20Z", but must be a number as began is: one line has times of one kind.',
    ],
    [
      'no end before the begin',
      timed(start, 5, 4),
      'ended is 4, but must be no earlier than began, which is 5.',
    ],
    [
      'an end if there is an answer',
      timed(start, 5, undefined),
      'ended is undefined, but must be a time, because the line says when it began, and has an answer or a reading.',
    ],
    [
      'an end of a reading',
      timed(running, 5, undefined),
      'ended is undefined, but must be a time, because the line says when it began',
    ],
    [
      'a begin if there is an end',
      timed(start, undefined, 5),
      'began is undefined, but must be a time, because the line says when it ended.',
    ],
  ])('needs %s', (_, line, message) => {
    expect(() => parseEntry(line)).toThrow(message);
  });

  it('at which a line was written is for readers only', async () => {
    const lines = [timed(start, undefined, undefined, 9), timed(running, undefined, undefined, 1)];
    expect((await checkHistory(lines)).verdict).toBe('legal');
  });
});

describe('the times of a history', () => {
  it('are of one kind', async () => {
    const lines = [
      timed(start, 1, 2),
      '{"note":"x"}',
      timed(running, '2026-01-14T04:20:20Z', '2026-01-14T04:20:21Z'),
    ];
    await expect(checkHistory(lines)).rejects.toThrow(
      'history:3: began is a time in ISO 8601, but in line 1 it is a number: a history has times of one kind.',
    );
  });

  it('matter, and the order of the file does not', async () => {
    const lines = [timed(running, 20, 30), timed(start, 1, 2)];
    expect((await checkHistory(lines)).verdict).toBe('legal');
    expect((await checkHistory([running, start])).violation?.line).toBe(1);
  });

  it('that touch overlap: a clock is only so fine', async () => {
    const touching = [timed(start, 10, 20), timed(running, 5, 10)];
    expect((await checkHistory(touching)).verdict).toBe('legal');
    const apart = [timed(start, 10, 20), timed(running, 5, 9)];
    expect((await checkHistory(apart)).violation?.line).toBe(2);
  });

  it('give way to the place of a line without times', async () => {
    // The poll overlaps the start, but stands above a line that stands above it.
    const lines = [timed(running, 1, 20), poll('Stopped'), timed(start, 10, 20)];
    expect((await checkHistory(lines)).violation?.line).toBe(1);
    const inOrder = [timed(start, 10, 20), running, timed(poll('Paused', 'Running'), 1, 40)];
    expect((await checkHistory(inOrder)).verdict).toBe('legal');
  });

  it('must not contradict the place of a line without times', async () => {
    const lines = [timed(start, 10, 20), running, timed(running, 1, 9)];
    await expect(checkHistory(lines)).rejects.toThrow(
      'history:3: the times do not fit those above: it ended before line 1 began, but line 2 stands between them and has no times',
    );
  });
});

describe('a call without an answer', () => {
  // Without an error, so that no failure explains it.
  const answered = (status: Parameters<typeof poll>[0]) => poll(status, 'Stopped', false);

  it.each<[string, string[], number | null]>([
    ['may never take effect', [start, running, lost, running], null],
    ['may take effect late', [start, running, lost, running, answered('Stopping')], null],
    ['takes effect no earlier than it began', [start, running, answered('Running'), lost], 3],
    [
      'takes effect only once',
      [start, lost, answered('Stopping'), start, running, answered('Running')],
      6,
    ],
    ['each takes effect once', [lost, lost, start, running, answered('Running')], null],
    [
      'does nothing that a rule refuses',
      ['{"call":"pause"}', start, poll('Paused', 'Paused')],
      null,
    ],
  ])('%s', async (_, lines, expected) => {
    expect((await checkHistory(lines)).violation?.line ?? null).toBe(expected);
  });

  it('is counted', async () => {
    const { calls, unanswered } = await checkHistory([start, lost, running]);
    expect({ calls, unanswered }).toEqual({ calls: 2, unanswered: 1 });
  });

  it('may say when the client gave up, which says nothing of the server', async () => {
    const lines = [timed(start, 1, 2), timed(running, 3, 4), timed(lost, 5, 6)];
    const stopping = timed(answered('Stopping'), 20, 21);
    expect((await checkHistory([...lines, stopping])).verdict).toBe('legal');
  });
});

describe('a checker of lines with times', () => {
  const impossible = [timed(start, 1, 2), timed(poll('Paused', 'Paused'), 3, 5)];
  const explanation = timed('{"call":"pause","answer":202}', 3, 4);

  it('is certain of a violation only if no line can follow that explains it', () => {
    const checker = new HistoryChecker();
    expect(impossible.map((line) => checker.read(line))).toEqual([null, null]);
    expect(checker.end().violation?.line).toBe(2);
    expect(checker.read(explanation)).toBeNull();
    expect(checker.end().verdict).toBe('legal');
    const certain = new HistoryChecker();
    for (const line of impossible) certain.read(line);
    // A line without times is decided after those above it.
    expect(certain.read(running)?.line).toBe(2);
    expect(certain.end().violation).toBe(certain.read(''));
  });
});
