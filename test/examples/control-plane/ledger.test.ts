/** The ledger of a pipeline: several processes append, and none overlooks another one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
// @ts-expect-error -- an example, not a module with types
import { Ledger } from '../../../examples/control-plane/executor/ledger.mjs';

interface Counted {
  readonly count: number;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const next = (record?: Counted) => ({ count: (record?.count ?? 0) + 1 });

test('each record follows from the one before, however many processes append', async () => {
  const module = new URL('../../../examples/control-plane/executor/ledger.mjs', import.meta.url);
  const program = `
    import { Ledger } from ${JSON.stringify(fileURLToPath(module))};
    const ledger = new Ledger(process.argv[1], { kept: 40 });
    for (let times = 0; times < 50; times += 1) {
      ledger.change((record) => ({ count: (record?.count ?? 0) + 1 }));
    }
  `;
  const args = ['--input-type=module', '--eval', program, folder];
  const processes = Array.from({ length: 3 }, () => spawn(process.execPath, args));
  const ends = await Promise.all(processes.map((each) => once(each, 'close')));
  expect(ends.map(([status]) => status)).toEqual([0, 0, 0]);
  const counts = new Ledger(folder).history().map(({ count }: Counted) => count);
  expect(counts.at(-1)).toBe(150);
  expect(counts).toEqual(counts.map((_: number, index: number) => counts[0] + index));
  // Old ones are removed, and no draft is left.
  expect(counts.length).toBeLessThanOrEqual(43);
  expect(readdirSync(folder)).toHaveLength(counts.length);
});

test('a change that returns nothing or throws appends nothing', () => {
  const ledger = new Ledger(folder);
  expect(ledger.change(() => undefined)).toBeUndefined();
  ledger.change(next);
  expect(ledger.change(() => undefined)).toMatchObject({ count: 1 });
  expect(() =>
    ledger.change(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(ledger.history()).toHaveLength(1);
});

test('a process that was stopped since it has read is not taken in by a number free again', () => {
  const ledger = new Ledger(folder, { kept: 2 });
  for (let times = 0; times < 3; times += 1) ledger.change(next);
  let calls = 0;
  const late = ledger.change((record?: Counted) => {
    calls += 1;
    // Meanwhile others have appended, and removed what is old.
    if (calls === 1) {
      const other = new Ledger(folder, { kept: 2 });
      for (let times = 0; times < 7; times += 1) other.change(next);
    }
    return next(record);
  });
  expect(calls).toBeGreaterThan(1);
  expect(late).toMatchObject({ count: 11 });
  expect(ledger.read()).toMatchObject({ count: 11 });
});

test('a record that was cut off, and the draft of a process that was killed, are passed over', () => {
  const ledger = new Ledger(folder);
  for (let times = 0; times < 2; times += 1) ledger.change(next);
  writeFileSync(join(folder, 'draft-1'), '{');
  writeFileSync(join(folder, '000000000003.json'), '');
  expect(ledger.read()).toMatchObject({ count: 2 });
  expect(ledger.change(next)).toMatchObject({ count: 3 });
  expect(readdirSync(folder)).toContain('000000000004.json');
  expect(ledger.history().map(({ count }: Counted) => count)).toEqual([1, 2, 3]);
});
