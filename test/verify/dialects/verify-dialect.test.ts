/** The dialect of the live system gives up some of the safety rules, and says which. */
import { describe, expect, it } from 'vitest';
import { parseDialect } from '../../../src/dialect';
import { describeDialectProof, verifyDialect } from '../../../src/verify';

const proof = verifyDialect('feldera');

const brokenBy = (id: string) =>
  proof.deviations
    .find(({ deviation }) => deviation.id === id)
    ?.broken.map(({ property }) => property.id);

describe('the dialect of the live system', () => {
  it('breaks exactly the safety properties that it gives up', () => {
    expect(describeDialectProof(proof)).not.toContain('Broken, and not given up');
    expect({ unclaimed: proof.unclaimed, kept: proof.kept }).toEqual({ unclaimed: [], kept: [] });
    expect(proof.holds).toBe(true);
    expect(proof.checked.length).toBeGreaterThan(35);
  });

  it.each([
    ['flow.notDeployed', ['refusal.documented']],
    ['flow.afterForcedStop', ['forced-stop.not-cancelled', 'accepted.is-done']],
    ['suspension.pausedFirst', []],
    ['activate.flowing', []],
    ['stop.invalidInStandby', []],
  ])('has %s, which breaks %j', (id, properties) => {
    expect(brokenBy(id)).toEqual(properties);
  });

  it('keeps a forced stop irrevocable: desired stays Stopped until the pipeline has stopped', () => {
    const all = proof.deviations.flatMap(({ broken }) => broken.map(({ property }) => property.id));
    expect(proof.checked).toContain('forced-stop.stays');
    expect(all).not.toContain('forced-stop.stays');
  });
});

describe('a dialect of your own', () => {
  const revival = {
    id: 'ours',
    source: 'a server',
    answers: [
      {
        id: 'resume.revives',
        statement: 'resume revives a pipeline that is suspending.',
        source: 'a server',
        cases: [
          {
            actions: ['resume'],
            rules: ['resume.suspending'],
            statuses: ['Running', 'Paused'],
            answer: 202,
            effect: 'Running',
          },
        ],
      },
    ],
  } as const;

  it('does not hold if it breaks a property and does not say so, and the text has the run', () => {
    const { holds, unclaimed } = verifyDialect(revival);
    expect(holds).toBe(false);
    expect(unclaimed).toContain('suspending.not-cancelled');
    expect(describeDialectProof(verifyDialect(revival))).toContain('The user calls resume: 202');
    const givesUp = [...unclaimed];
    expect(verifyDialect({ ...revival, givesUp }).holds).toBe(true);
  });

  it('does not hold if it gives up what it keeps, and names no property that does not exist', () => {
    const { holds, kept } = verifyDialect({
      id: 'modest',
      source: 'nobody',
      givesUp: ['forced-stop.stays'],
    });
    expect({ holds, kept }).toEqual({ holds: false, kept: ['forced-stop.stays'] });
    expect(() => verifyDialect({ id: 'x', source: 'y', givesUp: ['no.such'] })).toThrow(
      'dialect.givesUp is "no.such"',
    );
    expect(verifyDialect(parseDialect()).holds).toBe(true);
  });
});
