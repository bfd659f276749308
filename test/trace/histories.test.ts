/** The recorded examples, each with its expected verdict. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RuleId } from '../../src/lifecycle/rules/catalogue';
import { checkHistory } from '../../src/trace';

const folder = join(import.meta.dirname, '../../examples/histories');

/** Legal, or the illegal line with rules that must be among the objections. */
type Expected = 'legal' | { readonly illegalAt: number; readonly rules: readonly RuleId[] };

const verdicts: Readonly<Record<string, Expected>> = {
  'run-pause-resume-force-stop.jsonl': 'legal',
  'crash-and-dismiss.jsonl': 'legal',
  'standby-to-approval.jsonl': 'legal',
  'graceful-stop-retried.jsonl': 'legal',
  'force-stop-ignored.jsonl': { illegalAt: 8, rules: ['desired.untilStopped'] },
  'resume-cancels-suspend.jsonl': { illegalAt: 6, rules: ['resume.suspending'] },
  'start-while-stopping.jsonl': { illegalAt: 6, rules: ['deployment.stopping'] },
  'approve-without-waiting.jsonl': { illegalAt: 4, rules: ['approve.notAwaiting'] },
};

describe('the recorded examples', () => {
  it('are exactly those in the table of verdicts', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(verdicts).sort());
  });

  it.each(Object.entries(verdicts))('%s has its verdict', async (name, expected) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    const { legal, violation } = await checkHistory(lines);
    if (expected === 'legal') {
      expect({ legal, violation }).toEqual({ legal: true, violation: null });
      return;
    }
    expect({ legal, line: violation?.line }).toEqual({ legal: false, line: expected.illegalAt });
    const objecting = violation?.objections.map(({ rule }) => rule.id);
    expect(objecting).toEqual(expect.arrayContaining([...expected.rules]));
  });
});
