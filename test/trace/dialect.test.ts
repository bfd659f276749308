/** Histories of the live system: legal by named deviations, and sharp all the same. */
import { describe, expect, it } from 'vitest';
import { checkHistory, describeDeviation, reconstruct } from '../../src/trace';
import { call, poll } from './recording';

const judged = async (...lines: readonly string[]) => {
  const { violation, deviations } = await checkHistory(lines, { dialect: 'feldera' });
  const used = deviations.map(({ deviation, lines: where }) => `${deviation.id} ${where.join()}`);
  return { line: violation?.line ?? null, used };
};

const documented = async (...lines: readonly string[]) =>
  (await checkHistory(lines)).violation?.line ?? null;

const seen = (deployment_status: string, deployment_desired_status: string) =>
  JSON.stringify({
    seen: { deployment_status, deployment_desired_status, deployment_error: null },
  });

const allow = call({ type: 'start', bootstrapPolicy: 'allow' });
const running = [allow, poll('Running')] as const;

describe('by the dialect of the live system', () => {
  it('an answer that only it gives is legal, and the line is named', async () => {
    const lines = [call('pause', 503, 'PipelineInteractionNotDeployed'), call('pause', 400)];
    expect(await documented(...lines)).toBe(1);
    expect(await judged(...lines)).toEqual({ line: null, used: ['flow.notDeployed 1'] });
  });

  it('a desired status may lag, until it was shown', async () => {
    const lines = [...running, call('pause'), seen('Running', 'Running')];
    expect(await documented(...lines)).toBe(4);
    expect(await judged(...lines)).toEqual({ line: null, used: ['desired.lags 4'] });
    const back = [...lines, seen('Running', 'Paused'), seen('Running', 'Running')];
    expect((await judged(...back)).line).toBe(6);
    // Of two calls that are lagging, the first may have been seen.
    const twice = [...running, call('pause'), call('resume'), seen('Running', 'Paused')];
    expect(await judged(...twice)).toEqual({ line: null, used: ['desired.lags 5'] });
  });

  it('a lag ends with the next status, because the runner has looked by then', async () => {
    const lines = [...running, call('pause'), seen('Paused', 'Running')];
    const { violation } = await checkHistory(lines, { dialect: 'feldera', strict: true });
    expect(violation?.line).toBe(4);
  });

  it('a forced stop and a start do not lag', async () => {
    const stop = call({ type: 'stop', force: true });
    expect((await judged(...running, stop, seen('Running', 'Running'))).line).toBe(4);
    expect((await judged(allow, seen('Stopped', 'Stopped'))).line).toBe(2);
  });

  it('a pipeline that is stopped while Initializing comes up Paused, and suspends then', async () => {
    const lines = [
      ...[allow, seen('Initializing', 'Running'), call('stop'), seen('Initializing', 'Suspended')],
      ...[seen('Paused', 'Suspended'), seen('Suspended', 'Suspended'), seen('Stopped', 'Stopped')],
    ];
    expect(await documented(...lines)).toBe(4);
    const { line, used } = await judged(...lines);
    expect(line).toBeNull();
    expect(used).toContain('status.initializing 4');
  });

  it('a line that is legal by the documents needs no deviation', async () => {
    const lines = [...running, call('pause'), poll('Running', 'Paused'), poll('Paused')];
    expect(await judged(...lines)).toEqual({ line: null, used: [] });
  });

  it.each([
    [
      'a start while suspending',
      [...running, call('stop'), call('start'), seen('Running', 'Suspended')],
      5,
    ],
    ['a resume that revives', [...running, call('stop'), call('resume')], 4],
    ['a stop that is lost', [...running, call({ type: 'stop', force: true }), poll('Running')], 4],
    ['an answer of another action', [call('pause', 501, 'EnterpriseFeature')], 1],
  ])('%s is still illegal', async (_, lines, line) => {
    expect((await judged(...lines)).line).toBe(line);
  });

  it('an unknown desired status needs it to be read at all', async () => {
    const lines = [...running, seen('Unavailable', 'Unavailable')];
    await expect(checkHistory(lines)).rejects.toThrow('deployment_desired_status');
    expect(await judged(...lines)).toEqual({ line: null, used: ['desired.unavailable 3'] });
  });

  it('a run that explains a history has the moves that only it knows', () => {
    const lines = [
      call({ type: 'start', initial: 'standby' }),
      poll('Standby'),
      ...[call('activate'), call('stop'), poll('Paused', 'Suspended')],
    ];
    const { lines: explained, violation } = reconstruct(lines, { dialect: 'feldera' });
    expect(violation).toBeNull();
    const assumed = explained.flatMap((each) => each.assumed ?? []);
    expect(assumed.map(({ deviation }) => deviation?.id)).toContain('suspension.pausedFirst');
  });

  it('a deviation is described with its lines and its source', async () => {
    const { deviations } = await checkHistory([call('dismissError', 200)], { dialect: 'feldera' });
    expect(deviations.map(describeDeviation)).toEqual([
      'dismissError.ok in line 1. dismiss_error is answered with 200 if it is accepted. (pipeline-manager/src/api/endpoints/pipeline_management.rs at 5c7931d09)',
    ]);
  });
});
