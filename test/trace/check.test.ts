/** What the checker takes for possible, and what it reports. */
import { describe, expect, it } from 'vitest';
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  fullCapabilities,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/representative';
import {
  checkHistory,
  HistoryChecker,
  type HistoryOptions,
  type HistoryReport,
} from '../../src/trace';
import { CandidatePool } from '../../src/trace/candidates';
import { call, capabilitiesLine, poll } from './recording';

const start = call('start');
// Nothing awaits approval after it.
const startUnattended = call({ type: 'start', bootstrapPolicy: 'reject' });
const forcedStop = call({ type: 'stop', force: true });
const gracefulStop = call({ type: 'stop', force: false });
const dismissError = call('dismissError');

describe('where a history begins', () => {
  it.each<[string, string[], number | null, (number | null)?]>([
    ['a poll of a running pipeline', [poll('Running')], 1],
    ['a poll of a suspending pipeline', [poll('Suspending', 'Suspended')], 1],
    ['an error', [poll('Stopped', 'Stopped', true)], 1],
    ['a pause', [call('pause')], 1],
    ['an approval', [call('approve')], 1],
    ['what cannot be', [poll('Stopping', 'Running')], 1, 1],
    ['a stop that is ignored', [forcedStop, poll('Running')], 2, 2],
    ['a start', [start, poll('Running')], null],
  ])('%s: line from new, and from anywhere', async (_, lines, fromNew, fromAnywhere = null) => {
    expect(await illegalLine(lines)).toBe(fromNew);
    expect(await illegalLine(lines, { from: 'new' })).toBe(fromNew);
    expect(await illegalLine(lines, { from: 'anywhere' })).toBe(fromAnywhere);
  });

  it('anywhere has only what the capabilities allow', async () => {
    const standby = [poll('Standby')];
    const suspending = [poll('Suspending', 'Suspended')];
    const from = 'anywhere' as const;
    expect(await illegalLine(standby, { from, capabilities: { standby: false } })).toBe(1);
    expect(await illegalLine(suspending, { from, capabilities: { standby: false } })).toBeNull();
    expect(await illegalLine(suspending, { from, capabilities: { suspendable: false } })).toBe(1);
    expect(await illegalLine([capabilitiesLine({ standby: false }), ...standby], { from })).toBe(2);
  });
});

describe('an answer from around the lifecycle', () => {
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
    ['404 with another code is no answer', [call('start', 404, 'InvalidTransition')], 1],
    ['404 may come at any time', [call('pause', 404), call('approve', 404), start], null],
    // After a 500 the call may have taken effect or not.
    ['500 may have started', [call('start', 500), poll('Running')], null],
    ['500 may not have started', [call('start', 500), poll('Stopped'), start], null],
    ['500 with a code is the same', [call('start', 500, 'InternalError'), poll('Running')], null],
    ['500 does not start otherwise', [call('start', 500), poll('Paused', 'Paused')], 2],
    [
      '500 does not do what a rule refuses',
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
      '500 is settled by what is seen',
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
    ['is refused where it is another', [call('pause', 400, 'InvalidTransition')], 1],
    ['is refused where the call was accepted', [call('start', 202, 'IllegalPipelineAction')], 1],
    ['need not be recorded', [call('pause', 400)], null],
    ['does not make up for another status', [call('pause', 503, 'IllegalPipelineAction')], 1],
  ])('%s', async (_, lines, expected) => {
    expect(await illegalLine(lines)).toBe(expected);
  });
});

describe('an error that is polled', () => {
  const crashed = [start, poll('Running'), poll('Stopped', 'Stopped', true)];

  it.each([
    ['remains until it is dismissed', [...crashed, poll('Stopped', 'Stopped', false)], 4],
    ['is dismissed', [...crashed, dismissError, poll('Stopped', 'Stopped', false)], null],
    ['need not be read', [...crashed, poll('Stopped')], null],
    ['comes only of a failure', [poll('Stopped', 'Stopped', true)], 1],
    [
      'is not there once dismissed',
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
    ['are all there by default', refusedStop, {}, 3],
    [
      'are in the first line',
      [capabilitiesLine({ checkpointing: false }), ...refusedStop],
      {},
      null,
    ],
    ['are in the options', refusedStop, { capabilities: { checkpointing: false } }, null],
    ['that are left out are there', [capabilitiesLine({ standby: false }), ...refusedStop], {}, 4],
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

  it('returns the violation from the line on that has it', () => {
    const checker = new HistoryChecker();
    const returned = illegal.map((line) => checker.read(line)?.line ?? null);
    expect(returned).toEqual([null, null, null, null, 5, 5]);
    expect(checker.read('')).toBe(checker.end().violation);
  });

  it('may be asked for the verdict in between', () => {
    const checker = new HistoryChecker();
    const verdicts = illegal.map((line) => {
      checker.read(line);
      return checker.end().legal;
    });
    expect(verdicts).toEqual([true, true, true, true, false, false]);
  });

  it('knows nothing of another checker', () => {
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

  it('passes on the error of what it reads from', async () => {
    async function* broken() {
      yield start;
      throw new RangeError('the disk is gone');
    }
    await expect(checkHistory(broken())).rejects.toThrow(new RangeError('the disk is gone'));
  });
});

describe('memory', () => {
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
  const ending = [startUnattended, call('pause', 500), call('approve')];

  it('has the same deployments possible after 50,000 lines as after ten', async () => {
    function* long() {
      for (let lives = 0; lives < 5000; lives += 1) yield* life;
      yield* ending;
    }
    const late = (await checkHistory(long())).violation;
    const early = (await checkHistory([...life, ...ending])).violation;
    expect({ early: early?.line, late: late?.line }).toEqual({ early: 13, late: 50_003 });
    expect(late?.possible).toEqual(early?.possible);
    expect(late?.objections).toEqual(early?.objections);
  });

  it('keeps to one pool of candidates, however a deployment lives', () => {
    const candidates = new CandidatePool(fullCapabilities);
    const pool = new Set(candidates.anywhere().members);
    expect(pool.size).toBeLessThanOrEqual(reachableDeployments().length);
    const met = new Set(longLife(50_000).map((each) => candidates.of(each)));
    expect(met.size).toBeGreaterThan(pool.size / 2);
    expect([...met].filter((candidate) => !pool.has(candidate))).toEqual([]);
  });

  it('finds nothing new by unfolding what is unfolded', () => {
    const candidates = new CandidatePool(fullCapabilities);
    for (const candidate of candidates.anywhere().members) {
      const unfolded = candidates.setOf([candidate]).afterAnyObservations();
      expect(unfolded.members).toContain(candidate);
      expect(unfolded.afterAnyObservations()).toBe(unfolded);
    }
    expect(candidates.anywhere().afterAnyObservations()).toBe(candidates.anywhere());
  });
});

/** The line of the violation, or null where the history is legal. */
async function illegalLine(
  lines: readonly string[],
  options: HistoryOptions = {},
): Promise<number | null> {
  const report: HistoryReport = await checkHistory(lines, options);
  expect(report.legal).toBe(report.violation === null);
  return report.violation?.line ?? null;
}

/** Every deployment along a walk that takes each action and observation in turn, over and over. */
function longLife(steps: number): Deployment[] {
  const walk = [createDeployment()];
  let deployment = createDeployment();
  // A multiplicative generator: the walk is the same on every run, and nowhere near periodic.
  let random = 1;
  for (let step = 0; step < steps; step += 1) {
    random = (random * 48_271) % 2_147_483_647;
    const event = random % (everyAction.length + everyObservation.length);
    const action = everyAction[event];
    const observation = everyObservation[event - everyAction.length];
    if (action !== undefined) deployment = decide(deployment, action).deployment;
    if (observation !== undefined) deployment = observe(deployment, observation).deployment;
    walk.push(deployment);
  }
  return walk;
}
