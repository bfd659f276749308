/** The checker keeps what is possible, and reports the first line that is not. */
import { describe, expect, it } from 'vitest';
import { type Capabilities, fullCapabilities } from '../../src/lifecycle';
import {
  checkHistory,
  HistoryChecker,
  type HistoryOptions,
  type HistoryReport,
} from '../../src/trace';
import { amount } from '../tier';
import { call, capabilitiesLine, poll } from './recording';

const start = call('start');
// Nothing awaits approval after it.
const startUnattended = call({ type: 'start', bootstrapPolicy: 'reject' });
const forcedStop = call({ type: 'stop', force: true });
const gracefulStop = call({ type: 'stop', force: false });
const dismissError = call('dismissError');

describe('the beginning of a history', () => {
  it.each<[string, string[], number | null, (number | null)?]>([
    ['a poll of a running pipeline', [poll('Running')], 1],
    ['a poll of a suspending pipeline', [poll('Suspending', 'Suspended')], 1],
    ['an error', [poll('Stopped', 'Stopped', true)], 1],
    ['a pause', [call('pause')], 1],
    ['an approval', [call('approve')], 1],
    ['an impossible pair', [poll('Stopping', 'Running')], 1, 1],
    ['a stop that is ignored', [forcedStop, poll('Running')], 2, 2],
    ['a start', [start, poll('Running')], null],
  ])('%s: line from new, and from anywhere', async (_, lines, fromNew, fromAnywhere = null) => {
    expect(await illegalLine(lines)).toBe(fromNew);
    expect(await illegalLine(lines, { from: 'new' })).toBe(fromNew);
    expect(await illegalLine(lines, { from: 'anywhere' })).toBe(fromAnywhere);
  });

  it('anywhere is within the capabilities', async () => {
    const standby = [poll('Standby')];
    const suspending = [poll('Suspending', 'Suspended')];
    const from = 'anywhere' as const;
    expect(await illegalLine(standby, { from, capabilities: { standby: false } })).toBe(1);
    expect(await illegalLine(suspending, { from, capabilities: { standby: false } })).toBeNull();
    expect(await illegalLine(suspending, { from, capabilities: { suspendable: false } })).toBe(1);
    expect(await illegalLine([capabilitiesLine({ standby: false }), ...standby], { from })).toBe(2);
  });
});

describe('an answer from outside the lifecycle', () => {
  it.each([
    // After a 404 nothing was done.
    ['404 does not start', [call('start', 404), poll('Provisioning', 'Running')], 2],
    ['404 leaves a pipeline stopped', [call('start', 404), poll('Stopped')], null],
    [
      '404 with its code does not stop',
      [
        start,
        poll('Running'),
        call('stop', 404, 'UnknownPipelineName'),
        poll('Suspending', 'Suspended'),
      ],
      4,
    ],
    ['404 with another code is impossible', [call('start', 404, 'InvalidTransition')], 1],
    ['404 may come at any time', [call('pause', 404), call('approve', 404), start], null],
    // After a 500 the call may have taken effect or not.
    ['500 may have started', [call('start', 500), poll('Running')], null],
    ['500 may not have started', [call('start', 500), poll('Stopped'), start], null],
    ['500 with a code is the same', [call('start', 500, 'InternalError'), poll('Running')], null],
    ['500 does not start with other parameters', [call('start', 500), poll('Paused', 'Paused')], 2],
    [
      '500 does not do anything that a rule refuses',
      [
        start,
        poll('Running'),
        forcedStop,
        poll('Running', 'Stopped'),
        call('resume', 500),
        poll('Running'),
      ],
      6,
    ],
    [
      '500 is decided by the next reading',
      [start, poll('Running'), call('pause', 500), poll('Running', 'Paused'), poll('Running')],
      5,
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await illegalLine(lines)).toBe(expected);
  });
});

describe('an answer with an error code', () => {
  it.each([
    ['is compared', [call('pause', 400, 'IllegalPipelineAction')], null],
    ['is illegal if it is another one', [call('pause', 400, 'InvalidTransition')], 1],
    ['is illegal if the call was accepted', [call('start', 202, 'IllegalPipelineAction')], 1],
    ['need not be recorded', [call('pause', 400)], null],
    ['does not make up for a wrong status code', [call('pause', 503, 'IllegalPipelineAction')], 1],
  ])('%s', async (_, lines, expected) => {
    expect(await illegalLine(lines)).toBe(expected);
  });
});

describe('an error that is polled', () => {
  const crashed = [start, poll('Running'), poll('Stopped', 'Stopped', true)];

  it.each([
    ['remains until it is dismissed', [...crashed, poll('Stopped', 'Stopped', false)], 4],
    ['is dismissed', [...crashed, dismissError, poll('Stopped', 'Stopped', false)], null],
    ['need not be recorded', [...crashed, poll('Stopped')], null],
    ['comes only from a failure', [poll('Stopped', 'Stopped', true)], 1],
    [
      'does not come back once dismissed',
      [...crashed, dismissError, poll('Stopped', 'Stopped', true)],
      5,
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await illegalLine(lines)).toBe(expected);
  });
});

describe('capabilities', () => {
  const refusedStop = [start, poll('Running'), call('stop', 501, 'EnterpriseFeature')];

  it.each<[string, string[], HistoryOptions, number | null]>([
    ['are all present by default', refusedStop, {}, 3],
    [
      'are in the first line',
      [capabilitiesLine({ checkpointing: false }), ...refusedStop],
      {},
      null,
    ],
    ['are in the options', refusedStop, { capabilities: { checkpointing: false } }, null],
    [
      'that are left out are present',
      [capabilitiesLine({ standby: false }), ...refusedStop],
      {},
      4,
    ],
    ['left out in the options too', refusedStop, { capabilities: { standby: false } }, 3],
    [
      'in the history outweigh the options',
      [capabilitiesLine({ checkpointing: true }), ...refusedStop],
      { capabilities: { checkpointing: false } },
      4,
    ],
    [
      'that the history does not name are those of the options',
      [capabilitiesLine({ standby: true }), ...refusedStop],
      { capabilities: { checkpointing: false } },
      null,
    ],
    ['may be explicit', [capabilitiesLine(fullCapabilities), start, gracefulStop], {}, null],
  ])('%s', async (_, lines, options, expected) => {
    expect(await illegalLine(lines, options)).toBe(expected);
  });

  it('that are undefined count as left out', async () => {
    const capabilities = { standby: undefined } as unknown as Partial<Capabilities>;
    const standby = [call({ type: 'start', initial: 'standby' }), poll('Standby')];
    expect(await illegalLine(standby, { capabilities })).toBeNull();
  });
});

describe('a checker', () => {
  const illegal = [start, poll('Running'), '', forcedStop, poll('Running'), poll('Stopped')];
  const legal = illegal.slice(0, 4);

  it.each([
    ['legal', legal],
    ['illegal', illegal],
  ])('that is fed by hand gives the same report on a %s history', async (_, lines) => {
    const options = { source: 'by hand', capabilities: { standby: false } };
    const checker = new HistoryChecker(options);
    for (const line of lines) checker.read(line);
    expect(checker.end()).toEqual(await checkHistory(lines, options));
  });

  it('returns the violation from its line on', () => {
    const checker = new HistoryChecker();
    const returned = illegal.map((line) => checker.read(line)?.line ?? null);
    expect(returned).toEqual([null, null, null, null, 5, 5]);
    expect(checker.read('')).toBe(checker.end().violation);
  });

  it('gives a verdict at any time', () => {
    const checker = new HistoryChecker();
    const verdicts = illegal.map((line) => {
      checker.read(line);
      return checker.end().legal;
    });
    expect(verdicts).toEqual([true, true, true, true, false, false]);
  });

  it('is independent of other checkers', () => {
    const [one, other] = [new HistoryChecker(), new HistoryChecker()];
    one.read(start);
    expect(other.read(poll('Running'))?.line).toBe(1);
    expect(one.read(poll('Running'))).toBeNull();
  });

  it('reads lists, generators and asynchronous generators alike', async () => {
    function* generated() {
      yield* illegal;
    }
    async function* awaited() {
      for (const line of illegal) yield await Promise.resolve(line);
    }
    const expected = await checkHistory(illegal);
    expect(expected.legal).toBe(false);
    expect(await checkHistory(generated())).toEqual(expected);
    expect(await checkHistory(awaited())).toEqual(expected);
  });

  it('passes on the error of its source', async () => {
    async function* broken() {
      yield start;
      throw new RangeError('the disk is gone');
    }
    await expect(checkHistory(broken())).rejects.toThrow(new RangeError('the disk is gone'));
  });
});

describe('a long history', () => {
  const life = [
    start,
    poll('Running'),
    call('pause'),
    poll('Paused'),
    call('resume', 500),
    gracefulStop,
    poll('Stopped', 'Stopped', false),
    call({ type: 'start', initial: 'standby' }),
    forcedStop,
    poll('Stopped'),
  ];
  const lifeCount = amount({ usual: 500, deep: 5000 });
  const ending = [startUnattended, call('pause', 500), call('approve')];

  it('leaves the same deployments possible after many lines as after ten', async () => {
    function* long() {
      for (let lives = 0; lives < lifeCount; lives += 1) yield* life;
      yield* ending;
    }
    const late = (await checkHistory(long())).violation;
    const early = (await checkHistory([...life, ...ending])).violation;
    expect({ early: early?.line, late: late?.line }).toEqual({
      early: 13,
      late: 10 * lifeCount + 3,
    });
    expect(late?.possible).toEqual(early?.possible);
    expect(late?.objections).toEqual(early?.objections);
  });
});

/** The line of the violation; null if the history is legal. */
async function illegalLine(
  lines: readonly string[],
  options: HistoryOptions = {},
): Promise<number | null> {
  const report: HistoryReport = await checkHistory(lines, options);
  expect(report.legal).toBe(report.violation === null);
  return report.violation?.line ?? null;
}
