/**
 * The checker against random walks: what did happen is legal, and what a dumb checker calls illegal
 * is illegal, at the same line.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deploymentStatuses, desiredStatuses, everyAction } from '../../src/lifecycle';
import { errorCodes } from '../../src/lifecycle/rules/error-bodies';
import { checkHistory, describeViolation, type Violation } from '../../src/trace';
import { firstImpossible } from './brute-force';
import {
  anyScript,
  capabilitiesLine,
  lineOf,
  type Recorded,
  type RecordedCall,
  type RecordedSighting,
  record,
  type Script,
} from './recording';

// A failure is shrunk, which takes longer than the search for it.
const timeout = 60_000;
const walks = 1500;
// Every deployment is possible at first, which takes long.
const walksFromAnywhere = 15;
const mutants = 400;
const mutantsExplained = 150;

describe('a history of what did happen', { timeout }, () => {
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

describe('a history that was tampered with', { timeout }, () => {
  it('gets the verdict, and the line, that a brute-force search gives it', async () => {
    const counts = { legal: 0, illegal: 0 };
    await fc.assert(
      fc.asyncProperty(anyScript, anyMutation, async (script, mutation) => {
        const history = mutated(record(script), mutation);
        const { violation } = await judged(script, history);
        // The first line has the capabilities; lines are counted from 1, positions from 0.
        const position = violation === null ? null : violation.line - 2;
        expect(position).toBe(firstImpossible(history, script.capabilities));
        counts[violation === null ? 'legal' : 'illegal'] += 1;
      }),
      { numRuns: mutants },
    );
    // A checker that calls everything legal, or illegal, must not get away with it.
    expect(counts.illegal).toBeGreaterThan(mutants / 5);
    expect(counts.legal).toBeGreaterThan(mutants / 20);
  });

  it('has its violation explained by rules that speak of possible deployments', async () => {
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

  it('has its violation refused by some rule in each deployment that is possible', async () => {
    await forViolations(({ possible, objections }) => {
      const refused = new Set(objections.flatMap(({ deployments }) => deployments));
      expect(possible.filter((deployment) => !refused.has(deployment))).toEqual([]);
    });
  });

  it('has each deployment once with a rule that refuses its violation', async () => {
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
    { numRuns: mutantsExplained },
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
      /** What to replace where the line is a call. */
      readonly inCall: Partial<RecordedCall>;
      /** What to replace where the line is a sighting. */
      readonly inSighting: Partial<RecordedSighting>;
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
      inSighting: fc.oneof(
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
  { inCall, inSighting }: Extract<Mutation, { kind: 'replace' }>,
): Recorded {
  return 'action' in line ? { ...line, ...inCall } : { ...line, ...inSighting };
}

/** The lines and options of a history; its capabilities are said in one of the two. */
function written({ capabilities }: Script, history: readonly Recorded[], inFirstLine: boolean) {
  const lines = history.map(lineOf);
  return inFirstLine
    ? { lines: [capabilitiesLine(capabilities), ...lines], options: {} }
    : { lines, options: { capabilities } };
}

function explained(violation: Violation | null): string | null {
  return violation && describeViolation(violation);
}
