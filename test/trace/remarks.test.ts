/** Remarks: lines that are legal only because of something that hardly ever happens. */
import { describe, expect, it } from 'vitest';
import { checkHistory, describeRemark, describeViolation } from '../../src/trace';
import { call, poll } from './recording';

const startPaused = call({ type: 'start', initial: 'paused', bootstrapPolicy: 'allow' });
const start = call('start');
const forcedStop = call({ type: 'stop', force: true });
const pausedThenRunning = [startPaused, poll('Paused', 'Paused'), poll('Running', 'Paused')];
const at = (line: string, began: number, ended?: number) =>
  JSON.stringify({ ...JSON.parse(line), began, ended });

const unasked = ['unaskedStatus', 'running.deployed'];

/** Lines, and for each odd event: the line that it is remarked at, its kind, rule and place. */
const odd: readonly (readonly [name: string, lines: string[], expected: unknown[][]])[] = [
  [
    'a pause that does not hold',
    [...pausedThenRunning, poll('Running', 'Paused')],
    [[3, ...unasked, 2, 3]],
  ],
  [
    'a paused start that runs first',
    [startPaused, poll('Provisioning', 'Paused'), poll('Running', 'Paused')],
    [[3, ...unasked, 2, 3]],
  ],
  [
    'a pause that does not hold, twice',
    [...pausedThenRunning, poll('Paused', 'Paused'), poll('Running', 'Paused')],
    [
      [3, ...unasked, 2, 3],
      [5, ...unasked, 4, 5],
    ],
  ],
  [
    'a stop without a call or an error',
    [start, poll('Running'), poll('Stopped', 'Stopped')],
    [[3, 'unseenFailure', 'failed.deployment', 2, 3]],
  ],
  [
    'a failure whose error nobody reads before the next start dismisses it',
    [start, poll('Running'), poll('Stopped', 'Stopped'), start, poll('Running')],
    [[3, 'unseenFailure', 'failed.deployment', 2, 3]],
  ],
  [
    'a graceful stop that is refused as stopping, although nothing stopped it',
    [start, poll('Running'), call('stop', 503), poll('Stopped', 'Stopped')],
    [[3, 'unseenFailure', 'failed.deployment', 2, 3]],
  ],
  [
    'a lost stop that took effect after a poll',
    [
      ...[at(start, 0, 10), '{"call":"stop","query":{"force":true},"began":20}'],
      ...[at(poll('Running'), 900, 905), at(poll('Stopping', 'Stopped', false), 1500, 1505)],
    ],
    [[4, 'lateCall', undefined, 3, 4]],
  ],
  [
    'a lost stop that took effect after a line without times',
    [start, '{"call":"stop","query":{"force":true}}', poll('Running'), poll('Running', 'Stopped')],
    [[4, 'lateCall', undefined, 3, 4]],
  ],
];

describe('a line is remarked on, with what must have happened, after', () => {
  it.each(odd)('%s', async (_, lines, expected) => {
    const { legal, violation, remarks, remarked } = await checkHistory(lines);
    expect({ legal, violation, remarked }).toEqual({
      ...{ legal: true, violation: null, remarked: expected.length },
    });
    const found = remarks.flatMap(({ line, events }) =>
      events.map(({ kind, rule, after, before }) => [line, kind, rule?.id, after, before]),
    );
    expect(found).toEqual(expected);
    for (const { line, text } of remarks) expect(text).toBe(lines[line - 1]);
  });

  it.each(odd)(
    '%s, and in a strict check it is the violation',
    async (_, lines, [first, ...rest]) => {
      const { legal, violation, remarked } = await checkHistory(lines, { strict: true });
      expect({ legal, line: violation?.line, remarked }).toEqual({
        ...{ legal: false, line: first?.[0], remarked: rest.length },
      });
      expect(violation?.exception).toMatchObject({
        events: [{ kind: first?.[1], after: first?.[3], before: first?.[4] }],
        ruledOutBy: null,
      });
      expect(violation?.objections).not.toEqual([]);
    },
  );
});

describe('no line is remarked on', () => {
  it.each<[string, string[]]>([
    [
      'if the pipeline resumes although a pause has come meanwhile: the runner was at it',
      [
        ...[startPaused, poll('Paused', 'Paused'), call('resume'), call('pause')],
        ...[poll('Running', 'Paused'), poll('Paused', 'Paused')],
      ],
    ],
    [
      'if a failure is seen, however late',
      [
        ...[start, poll('Running'), poll('Stopping', 'Stopped'), poll('Stopped', 'Stopped')],
        poll('Stopped', 'Stopped', true),
      ],
    ],
    [
      'if the answer to a call shows the error',
      [
        ...[start, poll('Running'), poll('Stopped', 'Stopped')],
        call({ type: 'start', dismissError: false }, 400, 'CannotStartWithUndismissedError'),
      ],
    ],
    ['if a lost stop took effect at once', [start, poll('Running'), forcedStop]],
    [
      'if a lost stop took effect before the client gave up',
      [
        ...[at(start, 0, 10), '{"call":"stop","query":{"force":true},"began":20,"ended":5000}'],
        ...[at(poll('Running'), 900, 905), at(poll('Stopping', 'Stopped', false), 1500, 1505)],
      ],
    ],
    ['after a 500 that took effect', [start, call('stop', 500), poll('Suspending', 'Suspended')]],
  ])('%s', async (_, lines) => {
    const { legal, remarks } = await checkHistory(lines);
    expect({ legal, remarks: remarks.map(describeRemark) }).toEqual({ legal: true, remarks: [] });
    expect((await checkHistory(lines, { strict: true })).legal).toBe(true);
  });

  it('at a line from which the history is only recorded', async () => {
    const lines = [poll('Running', 'Paused'), poll('Paused', 'Paused')];
    const { remarks } = await checkHistory(lines, { from: 'anywhere' });
    expect(remarks).toEqual([]);
  });
});

describe('an answer that only an unseen failure would explain', () => {
  const lines = [
    call({ type: 'start', initial: 'standby' }),
    poll('Standby', 'Standby', false),
    call({ type: 'stop', force: false }),
    poll('Standby', 'Standby', false),
  ];

  it('is blamed itself, not the line that rules the failure out', async () => {
    const { violation } = await checkHistory(lines);
    expect(violation).toMatchObject({
      line: 3,
      possible: [{ status: 'Standby', desiredStatus: 'Standby' }],
      objections: [{ rule: { id: 'stop.standby' } }],
      exception: {
        events: [{ kind: 'unseenFailure', after: 2, before: 3 }],
        ruledOutBy: { line: 4 },
      },
    });
  });

  it('says so', async () => {
    const { violation } = await checkHistory(lines);
    const text = violation === null ? '' : describeViolation(violation);
    for (const words of [
      '> 3 | {"call":"stop"',
      'Just before it, the pipeline was in Standby/Standby',
      'Only this would explain line 3, and it hardly ever happens:',
      'between lines 2 and 3, the deployment failed in Standby/Standby',
      'Line 4 rules that out',
    ]) {
      expect(text).toContain(words);
    }
  });
});

describe('a history with many odd lines', () => {
  it('has the first hundred remarks, and the number of all', async () => {
    const twice = [poll('Paused', 'Paused'), poll('Running', 'Paused')];
    const lines = [startPaused, ...Array.from({ length: 150 }, () => twice).flat()];
    const { remarks, remarked } = await checkHistory(lines);
    expect([remarks.length, remarked]).toEqual([100, 150]);
  });
});

it('the text of a remark has the line, the event and its rule', async () => {
  const { remarks } = await checkHistory(pausedThenRunning);
  expect(remarks.map(describeRemark).join()).toMatch(
    /> 3 \| .*\n.*legal only if this happened.*\n.*between lines 2 and 3, the pipeline became Running.*\n.*Rule running\.deployed: /,
  );
});
