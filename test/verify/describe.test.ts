/** The report as text: an aligned row for each property, the totals, each counterexample. */
import { describe, expect, it } from 'vitest';
import { describeReport, toHistory, toStory } from '../../src/verify';
import { always, leadsTo } from '../../src/verify/properties/property';
import { verified } from './explored';

const words = { statement: 'It is so.', rules: [] };
const yes = () => true;
const no = () => false;

describe('a report as text', () => {
  it('has a row for each property, in columns, then the combinations and a total', () => {
    const report = verified({ only: ['10', 'approval', 'error'] });
    expect(describeReport(report)).toMatchInlineSnapshot(`
      "holds  6   approval.awaited-under      22,080 transitions  premise met 8 times
      holds  6   approval.needed             22,080 transitions  premise met 12 times
      holds  6   approval.only-when-awaited  22,080 transitions  premise met 24 times
      holds  10  checkpoint.kept             22,080 transitions  premise met 11,040 times
      holds  10  checkpoint.late-kept        22,080 transitions  premise met 24 times
      holds  10  generation.counts-starts    22,080 transitions  premise met 54 times
      holds  10  generation.rises-by-one     22,080 transitions  premise met 54 times
      holds  10  generation.fences           22,080 transitions  premise met 7,040 times
      holds      error.set-by-failure        22,080 transitions  premise met 312 times
      holds      error.until-dismissed       22,080 transitions  premise met 20 times

      every capability: 320 states in 28 pairs of statuses, 22,080 transitions.

      10 properties: 10 hold; over 320 states and 22,080 transitions in 1 combination of capabilities."
    `);
  });

  it('names the assumptions of liveness', () => {
    const capabilities = [{ standby: false }, { suspendable: false, checkpointing: false }];
    const report = verified({ only: ['liveness', 'fits.standby'], capabilities });
    expect(describeReport(report)).toMatchInlineSnapshot(`
      "holds  7         fits.standby      426 states  premise met 24 times
      holds  liveness  liveness.stops    180 states  premise met 180 times
      holds  liveness  liveness.arrives  152 states  premise met 152 times
      holds  liveness  liveness.rests    332 states  premise met 332 times

      without standby: 196 states in 21 pairs of statuses, 13,524 transitions.
      without checkpointing, suspendable: 230 states in 22 pairs of statuses, 15,870 transitions.

      4 properties: 4 hold; over 426 states and 29,394 transitions in 2 combinations of capabilities.
      Liveness. Assumed: users do nothing, nothing fails, and a step that reconcile keeps asking for, in states that accept the observation that completes it, is completed in the end; until then anything else may be reported, any number of times."
    `);
  });

  it('says which properties are violated, vacuous or not applicable, and tells each counterexample', () => {
    const report = verified({
      properties: [
        always({
          ...words,
          id: 'a.wrong',
          premise: yes,
          holds: ({ status }) => status !== 'Standby',
        }),
        always({ ...words, id: 'b.untested', premise: no, holds: yes }),
        always({ ...words, id: 'c.elsewhere', needs: ['suspendable'], premise: no, holds: yes }),
        leadsTo({ ...words, id: 'd.endless', from: yes, to: no }),
      ],
      only: ['a', 'b', 'c', 'd', 'fits.error'],
      capabilities: [{ suspendable: false }],
    });
    const text = describeReport(report);
    const lines = text.split('\n');
    expect(lines.slice(0, 5).map((line) => line.slice(0, 14).trim())).toEqual([
      'holds',
      'violated',
      'vacuous',
      'not applicable',
      'violated',
    ]);
    expect(text).toContain(
      '\n5 properties: 1 holds, 2 violated, 1 vacuous, 1 not applicable; over 230 states and 15,870 transitions in 1 combination',
    );
    const told = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
    expect(told).toHaveLength(2);
    let position = text.indexOf('properties: ');
    for (const counterexample of told) {
      const history = toHistory(counterexample).map((line) => `  ${line}`);
      const part = [toStory(counterexample), 'As a history:', ...history].join('\n');
      expect(text.indexOf(part)).toBeGreaterThan(position);
      position = text.indexOf(part);
    }
  });
});
