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
