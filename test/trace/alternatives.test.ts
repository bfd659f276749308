/** A reading may be ambiguous: then any of its statuses may be the real one. */
import { describe, expect, it } from 'vitest';
import { HistoryChecker, HistoryFormatError, parseEntry } from '../../src/trace';

const seen = (status: unknown, desired: unknown = 'Running') =>
  JSON.stringify({
    seen: {
      deployment_status: status,
      deployment_desired_status: desired,
      deployment_error: null,
    },
  });
const start = '{"call":"start","answer":202}';

function violationOf(lines: readonly string[]) {
  const checker = new HistoryChecker();
  for (const line of lines) checker.read(line);
  return checker.end().violation;
}

describe('an array of statuses', () => {
  it('is legal if one of them is', () => {
    expect(violationOf([start, seen(['Suspending', 'Provisioning'])])).toBeNull();
    expect(violationOf([start, seen('Provisioning', ['Paused', 'Running'])])).toBeNull();
  });

  it('is illegal if all of them are, and the claim lists them', () => {
    const violation = violationOf([start, seen(['Suspending', 'Stopping'])]);
    expect(violation?.line).toBe(2);
    expect(violation?.claim).toBe(
      'a poll read status Suspending or Stopping with desired status Running, without an error',
    );
    expect(violation?.objections.length).toBeGreaterThan(0);
  });

  it('leaves all of them possible', () => {
    const ambiguous = [start, seen(['Paused', 'Running'])];
    for (const status of ['Paused', 'Running']) {
      expect(violationOf([...ambiguous, seen(status)])).toBeNull();
    }
    const certain = [start, seen('Running'), '{"call":"stop","query":{"force":true},"answer":202}'];
    expect(
      violationOf([...certain, seen(['Paused', 'Running'], ['Paused', 'Running'])])?.line,
    ).toBe(4);
  });

  it('is in the entry as a whole, with the first one as the status', () => {
    expect(parseEntry(seen(['Paused', 'Running']))).toMatchObject({
      status: 'Paused',
      statuses: ['Paused', 'Running'],
      desiredStatus: 'Running',
      desiredStatuses: ['Running'],
    });
  });

  it.each([[[]], [['Paused', 'Runing']], [[['Paused']]], [null]])(
    'must be an array of known statuses: %j',
    (status) => {
      const checker = new HistoryChecker();
      expect(() => checker.read(seen(status))).toThrow(HistoryFormatError);
    },
  );
});

describe('a status in the words of a live system', () => {
  const history = [start, seen('Provisioning'), seen('Initializing'), seen('Running')];

  it('stands for those of ours that it may be', () => {
    expect(violationOf([...history, seen('Unavailable')])).toBeNull();
    expect(violationOf([...history, seen('Synchronizing')])).toBeNull();
    expect(violationOf([...history, seen('ConcurrentBootstrapping', 'Provisioned')])).toBeNull();
    expect(violationOf([...history, seen('Initializing')])?.line).toBe(5);
    expect(parseEntry(seen('Suspended'))).toMatchObject({ statuses: ['Suspending', 'Stopping'] });
  });

  it('may be mapped, and otherwise the error says how', () => {
    const lines = [start, seen('Warming')];
    const problem =
      /^history:2: deployment_status is "Warming", but must be mapped with the option `statuses` \(on the command line --status\), or one of "Stopped"/;
    expect(() => violationOf(lines)).toThrow(problem);
    const checker = new HistoryChecker({ statuses: { Warming: ['Provisioning', 'Standby'] } });
    for (const line of lines) checker.read(line);
    expect(checker.end().legal).toBe(true);
  });

  it('must be mapped to some of ours', () => {
    const statuses = { Warming: ['Starting'] } as never;
    expect(() => new HistoryChecker({ statuses })).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', field: 'statuses.Warming' }),
    );
  });
});

describe('a call as it is on the wire', () => {
  const forced = parseEntry('{"call":"stop","query":{"force":true},"answer":202}');

  it('may have its query as texts, or in its name', () => {
    expect(parseEntry('{"call":"stop","query":{"force":"true"},"answer":202}')).toEqual(forced);
    expect(parseEntry('{"call":"stop?force=true","answer":202}')).toEqual(forced);
  });

  it('has its query once', () => {
    expect(() => parseEntry('{"call":"stop?force=true","query":{},"answer":202}')).toThrow(
      'query is {}, but must be left out, because the call has its query',
    );
  });
});
