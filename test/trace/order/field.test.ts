/** Recordings of several clients: overlapping calls and polls, and calls that were lost. */
import { describe, expect, it } from 'vitest';
import { checkHistory, describeViolation, reconstruct } from '../../../src/trace';
import { call, poll } from '../recording';

const at = (line: string, began: number, ended?: number) =>
  JSON.stringify({ ...JSON.parse(line), began, ended });
const start = at(call('start'), 0, 10);
const startPaused = at(call({ type: 'start', initial: 'paused' }), 0, 8);
const running = at(poll('Running'), 900, 905);
const paused = at(poll('Paused', 'Paused'), 500, 504);
const forcedStop = call({ type: 'stop', force: true });
const resumed = at(call('resume'), 600, 640);
const lostStop = '{"call":"stop","query":{"force":true},"began":20}';

const recordings: readonly (readonly [name: string, lines: string[], illegalAt: number | null])[] =
  [
    [
      'a pause that was decided before the forced stop, and answered after it',
      [
        ...[start, running, at(forcedStop, 1000, 1012), at(call('pause'), 998, 1020)],
        at(poll('Running', 'Stopped'), 1030, 1034),
      ],
      null,
    ],
    [
      'a pause that began after the forced stop was answered',
      [
        ...[start, running, at(forcedStop, 1000, 1012), at(call('pause'), 1013, 1020)],
        at(poll('Running', 'Stopped'), 1030, 1034),
      ],
      4,
    ],
    [
      'a stop without an answer that took effect after a poll',
      [start, lostStop, running, at(poll('Stopping', 'Stopped', false), 1500, 1505)],
      null,
    ],
    [
      'a poll that was decided before the resume that another poll has seen',
      [
        ...[startPaused, paused, resumed, at(poll('Paused', 'Running'), 610, 615)],
        ...[at(poll('Paused', 'Paused'), 605, 650), at(poll('Running'), 700, 704)],
      ],
      null,
    ],
    [
      'a poll that began after the resume was answered, and shows what held before',
      [
        ...[startPaused, paused, resumed, at(poll('Paused', 'Running'), 610, 615)],
        ...[at(poll('Paused', 'Paused'), 641, 650), at(poll('Running'), 700, 704)],
      ],
      5,
    ],
    [
      // The refusal excludes nothing after the poll, but much after the activation.
      'a poll that was decided before an activation, a refused start beside them',
      [
        at(call({ type: 'start', initial: 'standby', bootstrapPolicy: 'allow' }), 8, 21),
        at(poll('Standby', 'Standby', false), 31, 46),
        at(call('dismissError'), 124, 130),
        at(call({ type: 'activate', initial: 'paused' }), 129, 139),
        at(call({ type: 'start', bootstrapPolicy: 'allow' }, 400), 132, 141),
        at(poll('Standby', 'Standby', false), 131, 150),
      ],
      null,
    ],
    [
      'a poll of a replica that is late, without times',
      [
        ...[call('start'), poll('Running'), call('stop'), poll('Suspending', 'Suspended')],
        ...[poll('Running'), poll('Stopping', 'Stopped')],
      ],
      5,
    ],
    [
      'times at which lines were written, and a body of a poll with more fields',
      [
        '{"at":"2026-01-14T04:20:20.348Z","call":"start","query":{"initial":"running"},"answer":202}',
        '{"at":"2026-01-14T04:20:21.348Z","seen":{"deployment_status":"Running","deployment_desired_status":"Running","deployment_status_since":"2026-01-14T04:20:21.000Z"}}',
      ],
      null,
    ],
    [
      'a poll with an error as the server sends it, while Running',
      [
        call('start'),
        '{"seen":{"deployment_status":"Running","deployment_desired_status":"Running","deployment_error":{"message":"x","error_code":"E","details":{}}}}',
      ],
      2,
    ],
  ];

describe('a recording of several clients', () => {
  it.each(recordings)('has its verdict: %s', async (_, lines, illegalAt) => {
    const { verdict, violation } = await checkHistory(lines);
    expect({ verdict, line: violation?.line ?? null }).toEqual({
      verdict: illegalAt === null ? 'legal' : 'illegal',
      line: illegalAt,
    });
  });

  it.each(recordings)('is reconstructed up to its violation: %s', (_, lines, illegalAt) => {
    const { lines: found, violation } = reconstruct(lines);
    expect(violation?.line ?? null).toBe(illegalAt);
    expect(found.map(({ line }) => line).sort()).toEqual([...lines.keys()].map((each) => each + 1));
    const unexplained = found.filter(({ assumed }) => assumed === null).map(({ line }) => line);
    expect(unexplained.includes(illegalAt ?? 0)).toBe(illegalAt !== null);
    if (illegalAt === null) expect(unexplained).toEqual([]);
  });

  it('is reconstructed in the order of the decisions', () => {
    const [[, overlapping] = ['', []]] = recordings;
    expect(reconstruct(overlapping).lines.map(({ line }) => line)).toEqual([1, 2, 4, 3, 5]);
  });
});

describe('the report of overlapping lines that no order explains', () => {
  const lines = [
    ...[start, running, at(forcedStop, 1000, 1012), at(call('pause'), 998, 1020)],
    at(poll('Running', 'Stopped', false), 999, 1003),
    at(poll('Running', 'Paused', false), 1005, 1011),
  ];

  it('has the window, each order up to the line that breaks it, and the rules once', async () => {
    const { violation } = await checkHistory(lines);
    expect(violation?.window).toMatchObject({
      lines: [3, 4, 5, 6].map((line) => ({ line, text: lines[line - 1] })),
      others: 0,
      isPartial: false,
    });
    const orders = violation?.window?.orders ?? [];
    expect(orders.map((each) => each.lines)).toEqual([[4, 3, 5, 6], [3, 5, 6], [4, 5], [5]]);
    for (const { objections } of orders) expect(objections).not.toEqual([]);
    const text = violation === null ? '' : describeViolation(violation);
    const said = [
      '    2 | {"seen"',
      '  > 3 | {"call":"stop"',
      '  > 4 | {"call":"pause"',
      '  > 6 | {"seen"',
      'Lines 3, 4, 5 and 6 overlap, and no order that their times allow is possible.',
      'Running/Running',
      '- 4, 3, 5, then 6: line 6 claims that a poll read status Running with desired status Paused',
      '- 5 first: line 5 claims that a poll read status Running with desired status Stopped',
      'desired is Stopped until the status is Stopped (desired.untilStopped)',
    ];
    for (const words of said) expect(text).toContain(words);
    expect(text.match(/Rule desired\.untilStopped: /g)).toHaveLength(1);
  });

  it('leaves out lines that overlap and do not matter', async () => {
    const idle = [at(poll('Running', ['Running', 'Stopped', 'Paused'] as never), 995, 1033)];
    const refused = [at(call('approve', 503), 996, 1033), at(call('pause', 404), 990, 1100)];
    const { violation } = await checkHistory([...lines, ...idle, ...refused]);
    expect(violation?.window?.lines.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
  });

  it('lists few orders, and counts the others', async () => {
    const changes = ['pause', 'resume', 'pause', 'resume', 'pause'] as const;
    const many = changes.map((each, index) => at(call(each), 1000 + index, 1020 + index));
    const impossible = at(poll('Standby', 'Standby'), 1010, 1019);
    const { violation } = await checkHistory([start, running, ...many, impossible]);
    expect(violation?.line).toBe(8);
    // The poll is impossible whatever came before it, but each order says why.
    const { orders = [], others = 0 } = violation?.window ?? {};
    expect(orders).toHaveLength(4);
    expect(others).toBeGreaterThan(4);
    const text = violation === null ? '' : describeViolation(violation);
    expect(text).toContain(`- ${others} other orders, which get no further`);
  });

  it('has no window if the line breaks a rule whatever the others do', async () => {
    const { violation } = await checkHistory([start, running, at(call('pause', 418), 1000, 1010)]);
    expect(violation).toMatchObject({ line: 3, window: null });
  });

  it('names the calls without an answer that do not help', async () => {
    const { violation } = await checkHistory([
      start,
      lostStop,
      running,
      at(poll('Paused', 'Paused'), 910, 920),
    ]);
    expect(violation?.window?.orders.map((each) => each.lines)).toEqual([[2, 4], [4]]);
  });
});
