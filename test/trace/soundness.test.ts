/**
 * The checker on random walks: histories that really happened are legal, and histories that were
 * tampered with get the same verdict, at the same line, as from a brute-force search.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deploymentStatuses, desiredStatuses, everyAction } from '../../src/lifecycle';
import { errorCodes } from '../../src/lifecycle/rules/error-bodies';
import { checkHistory, describeViolation, type Violation } from '../../src/trace';
import { amount } from '../tier';
import { firstImpossible } from './brute-force';
import {
  anyScript,
  capabilitiesLine,
  lineOf,
  type Recorded,
  type RecordedCall,
  type RecordedReading,
  record,
  type Script,
} from './recording';

const walks = amount({ usual: 120, deep: 1500 });
// Every deployment is possible at first, which takes long.
const walksFromAnywhere = amount({ usual: 2, deep: 15 });
const mutants = amount({ usual: 60, deep: 400 });
const mutantsExplained = amount({ usual: 60, deep: 150 });
/** Pinned, because these tests also expect that few mutants get both verdicts. */
const seed = 5;

describe('a history of real events', () => {
  it('is legal, whatever the runner did in between', async () => {
    await fc.assert(
      fc.asyncProperty(anyScript, fc.boolean(), async (script, inFirstLine) => {
        const { lines, options } = written(script, record(script), inFirstLine);
        const report = await checkHistory(lines, options);
        expect(explained(report.violation)).toBeNull();
        expect(report.legal).toBe(true);
      }),
      { numRuns: walks },
    );
  });

  it('is legal from anywhere too, whichever line the recording begins at', async () => {
    await fc.assert(
      fc.asyncProperty(anyScript, fc.nat(), async (script, missed) => {
        const history = record(script);
        const rest = history.slice(missed % history.length);
        const { lines, options } = written(script, rest, true);
        const { violation } = await checkHistory(lines, { ...options, from: 'anywhere' });
        expect(explained(violation)).toBeNull();
      }),
      { numRuns: walksFromAnywhere },
    );
  });
});

describe('a history that was tampered with', () => {
  it('gets the verdict, and the line, that a brute-force search gives it', async () => {
    const counts = { legal: 0, illegal: 0 };
    await fc.assert(
      fc.asyncProperty(anyScript, anyMutation, async (script, mutation) => {
        const history = mutated(record(script), mutation);
        const { violation } = await judged(script, history);
        // The first line has the capabilities; lines are counted from 1, positions from 0.
        // A line that only something odd would explain is blamed for the one that rules it out.
        const line = violation?.exception?.ruledOutBy?.line ?? violation?.line;
        const position = line === undefined ? null : line - 2;
        expect(position).toBe(firstImpossible(history, script.capabilities));
        counts[violation === null ? 'legal' : 'illegal'] += 1;
      }),
      { seed, numRuns: mutants },
    );
    // A checker that calls everything legal, or everything illegal, must fail here.
    expect(counts.illegal).toBeGreaterThan(mutants / 5);
    expect(counts.legal).toBeGreaterThan(mutants / 20);
  });

  it('has a violation that rules about possible deployments explain', async () => {
    await forViolations(({ line, text, possible, objections, ...violation }) => {
      expect(possible).not.toHaveLength(0);
      expect(objections).not.toHaveLength(0);
      for (const { deployments } of objections) {
        expect(deployments).not.toHaveLength(0);
        expect(possible).toEqual(expect.arrayContaining([...deployments]));
      }
      const words = describeViolation({ line, text, possible, objections, ...violation });
      expect(words).toContain(`> ${line} | ${text}`);
    });
  });

  it('has a violation that some rule contradicts in each possible deployment', async () => {
    await forViolations(({ possible, objections }) => {
      const contradicted = new Set(objections.flatMap(({ deployments }) => deployments));
      expect(possible.filter((deployment) => !contradicted.has(deployment))).toEqual([]);
    });
  });

  it('lists each deployment once for a rule', async () => {
    await forViolations(({ objections }) => {
      for (const { deployments } of objections) {
        expect(deployments).toEqual([...new Set(deployments)]);
      }
    });
  });
});

/** Runs a check over the violations of random mutants. */
async function forViolations(check: (violation: Violation) => void): Promise<void> {
  let illegal = 0;
  await fc.assert(
    fc.asyncProperty(anyScript, anyMutation, async (script, mutation) => {
      const { violation } = await judged(script, mutated(record(script), mutation));
      if (violation === null) return;
      illegal += 1;
      check(violation);
    }),
    { seed, numRuns: mutantsExplained },
  );
  expect(illegal).toBeGreaterThan(mutantsExplained / 5);
}

function judged(script: Script, history: readonly Recorded[]) {
  const { lines, options } = written(script, history, true);
  return checkHistory(lines, options);
}

/** A change of one line, or of the order of two; plain data, so that a failure can be read. */
type Mutation =
  | { readonly kind: 'drop' | 'swap'; readonly at: number }
  | {
      readonly kind: 'replace';
      readonly at: number;
      /** The fields to replace if the line is a call. */
      readonly inCall: Partial<RecordedCall>;
      /** The fields to replace if the line is a reading. */
      readonly inReading: Partial<RecordedReading>;
    };

const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('drop' as const, 'swap' as const), at: fc.nat(1000) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      at: fc.nat(1000),
      inCall: fc.oneof(
        fc.record({
          answer: fc.constantFrom(202, 400, 404, 405, 500, 501, 503),
          errorCode: fc.constantFrom(undefined, ...errorCodes),
        }),
        fc.record({ answer: fc.constantFrom(202, 400, 503), errorCode: fc.constant(undefined) }),
        fc.record({ action: fc.constantFrom(...everyAction) }),
      ),
      inReading: fc.oneof(
        fc.record({ status: fc.constantFrom(...deploymentStatuses) }),
        fc.record({ desiredStatus: fc.constantFrom(...desiredStatuses) }),
        fc.record({ error: fc.boolean() }),
      ),
    }),
  },
);

function mutated(history: readonly Recorded[], mutation: Mutation): Recorded[] {
  const at = mutation.at % history.length;
  const line = history[at] as Recorded;
  const [before, after] = [history.slice(0, at), history.slice(at + 1)];
  switch (mutation.kind) {
    case 'drop':
      return history.length === 1 ? [line] : [...before, ...after];
    case 'swap':
      return [...before, ...after.slice(0, 1), line, ...after.slice(1)];
    case 'replace':
      return [...before, replaced(line, mutation), ...after];
  }
}

function replaced(
  line: Recorded,
  { inCall, inReading }: Extract<Mutation, { kind: 'replace' }>,
): Recorded {
  return 'action' in line ? { ...line, ...inCall } : { ...line, ...inReading };
}

/** The lines and options of a history; one of the two has the capabilities. */
function written({ capabilities }: Script, history: readonly Recorded[], inFirstLine: boolean) {
  const lines = history.map(lineOf);
  return inFirstLine
    ? { lines: [capabilitiesLine(capabilities), ...lines], options: {} }
    : { lines, options: { capabilities } };
}

function explained(violation: Violation | null): string | null {
  return violation && describeViolation(violation);
}
