/** The report as text: one line a property, aligned; the totals; each counterexample. */
import { describe, expect, it } from 'vitest';
import { describeReport, toHistory, toStory } from '../../src/verify';
import { verify } from '../../src/verify/proof/verify';
import { always, leadsTo } from '../../src/verify/properties/property';

const words = { statement: 'It is so.', rules: [] };
const yes = () => true;
const no = () => false;

describe('a report as text', () => {
  it('has one line a property, its columns aligned, then the combinations and a total', () => {
    const report = verify({ only: ['10', 'approval', 'error'], capabilities: [{}] });
    expect(describeReport(report)).toMatchInlineSnapshot(`
      "holds  6   approval.awaited-under      20,160 steps  premise met 8 times
      holds  6   approval.needed             20,160 steps  premise met 12 times
      holds  6   approval.only-when-awaited  20,160 steps  premise met 24 times
      holds  10  checkpoint.kept             20,160 steps  premise met 10,080 times
      holds  10  generation.counts-starts    20,160 steps  premise met 54 times
      holds  10  generation.rises-by-one     20,160 steps  premise met 54 times
      holds  10  generation.fences           20,160 steps  premise met 7,040 times
      holds      error.set-by-failure        20,160 steps  premise met 312 times
      holds      error.until-dismissed       20,160 steps  premise met 20 times

      every capability: 320 states in 28 pairs of statuses, 20,160 steps.

      9 properties: 9 hold; over 320 states and 20,160 steps in 1 combination of capabilities."
    `);
  });

  it('says what was assumed where there is liveness', () => {
    const capabilities = [{ standby: false }, { suspendable: false, checkpointing: false }];
    const report = verify({ only: ['liveness', 'fits.standby'], capabilities });
    expect(describeReport(report)).toMatchInlineSnapshot(`
      "holds  7         fits.standby      426 states  premise met 24 times
      holds  liveness  liveness.stops    180 states  premise met 180 times
      holds  liveness  liveness.arrives  152 states  premise met 152 times
      holds  liveness  liveness.rests    332 states  premise met 332 times

      without standby: 196 states in 21 pairs of statuses, 12,348 steps.
      without checkpointing, suspendable: 230 states in 22 pairs of statuses, 14,490 steps.

      4 properties: 4 hold; over 426 states and 26,838 steps in 2 combinations of capabilities.
      Liveness. Assumed: no action of a user, no failure, and a step that reconcile goes on asking for, where the machine takes the report, is reported done in the end; until then anything else may be reported, any number of times."
    `);
  });

  it('says what is violated, vacuous or not applicable, and tells each counterexample', () => {
    const report = verify({
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
      '\n5 properties: 1 hold, 2 violated, 1 vacuous, 1 not applicable; over 230 states and 14,490 steps in 1 combination',
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

  it('has a line for each property of the lifecycle, and nothing that is not there', () => {
    const report = verify();
    const text = describeReport(report);
    const [rows = '', combinations = '', total = ''] = text.split('\n\n');
    const lines = rows.split('\n');
    expect(lines).toHaveLength(report.properties.length);
    for (const [index, { property, checked, premiseMet, unit }] of report.properties.entries()) {
      const [verdict, ...cells] = (lines[index] as string).split(/ {2,}/);
      expect(verdict).toBe('holds');
      expect(cells).toEqual([
        ...(property.requirement ? [property.requirement] : []),
        property.id,
        `${checked.toLocaleString('en-US')} ${unit}`,
        `premise met ${premiseMet.toLocaleString('en-US')} times`,
      ]);
    }
    // The ids begin, and the counts end, in one column.
    const column = (text: (line: string, index: number) => number) => new Set(lines.map(text)).size;
    expect(
      column((line, index) => line.indexOf(` ${report.properties[index]?.property.id} `)),
    ).toBe(1);
    expect(column((line) => line.indexOf('  premise met '))).toBe(1);
    expect(combinations.split('\n')).toHaveLength(8);
    expect(combinations).toContain(
      'every capability: 320 states in 28 pairs of statuses, 20,160 steps.',
    );
    expect(combinations).toContain(
      'without checkpointing, suspendable, standby: 140 states in 16 pairs',
    );
    expect(total).toMatch(/^\d+ properties: \d+ hold; over 1,626 states and 102,438 steps in 8 /);
    expect(total).toContain(`Liveness. ${report.fairness}`);
    expect(text).not.toMatch(/undefined|null|NaN| $/m);
  });
});
