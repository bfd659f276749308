/** Arbitraries of recorded histories: legal ones, and ones with a line that breaks a rule. */
import fc from 'fast-check';
import { has } from '../../input';
import {
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  parseCapabilities,
  toQuery,
  wireName,
} from '../../lifecycle';
import { errorCodes } from '../../lifecycle/rules';
import { parseEntry } from '../../trace';
import { CandidatePool, firstIllegal } from '../../trace/candidates';
import {
  block,
  type HistoryLine,
  type LineStyle,
  printing,
  recorded,
  type ScriptWeights,
  usualWeights,
} from '../script';
import { type ScriptOptions, scriptsOf } from './scripts';

/** The choice of histories: those of these scripts. */
export type HistoryArbitraryOptions = ScriptOptions;

/** A history that breaks a rule. */
export interface IllegalHistory {
  readonly lines: readonly string[];
  /** The first line that no deployment allows, counted from 1; a checker must reject this one. */
  readonly line: number;
}

/** As many polls as calls, and few steps that neither of them shows. */
const historyWeights: ScriptWeights = { ...usualWeights, poll: 6, checkpoint: 0, stale: 1 };

const anyStyle: fc.Arbitrary<LineStyle> = fc.record(
  {
    full: fc.boolean(),
    withCode: fc.boolean(),
    withError: fc.boolean(),
    outside: fc.oneof(
      { withCrossShrink: true },
      { weight: 12, arbitrary: fc.constant<LineStyle['outside']>('none') },
      {
        weight: 1,
        arbitrary: fc.constantFrom<LineStyle['outside']>(
          'unknownPipeline',
          'failedBefore',
          'failedAfter',
        ),
      },
    ),
  },
  { noNullPrototype: true },
);

/**
 * Generates lines of recorded histories that are legal by construction: a script is played on a
 * hidden deployment, `decide` answers the calls, polls read the deployment, and the runner's
 * reports are not recorded. Shrinks to few and short lines. Throws InvalidInputError if the options
 * are invalid.
 */
export function legalHistory(
  options: HistoryArbitraryOptions = {},
): fc.Arbitrary<readonly string[]> {
  return anyRecording(options).map((lines) => {
    const texts = written(lines);
    return printing(texts, block(texts));
  });
}

/**
 * Generates histories that break a rule: legal ones except for one change of one line. A checker
 * must find each illegal at exactly the given line, which is not always the changed one. Shrinks as
 * legal histories do. Throws InvalidInputError if the options are invalid.
 */
export function illegalHistory(
  options: HistoryArbitraryOptions = {},
): fc.Arbitrary<IllegalHistory> {
  return fc
    .tuple(anyRecording(options), anyMutation)
    .map(([lines, mutation]) => judged(written(mutated(lines, mutation))))
    .filter((history) => history !== null);
}

function anyRecording(options: HistoryArbitraryOptions): fc.Arbitrary<readonly HistoryLine[]> {
  const scripts = scriptsOf(options, historyWeights);
  const styles = fc.array(anyStyle, { minLength: 1, maxLength: 7 });
  return fc
    .tuple(scripts, styles)
    .map(([script, each]) => recorded(script, each as [LineStyle, ...LineStyle[]]));
}

function written(lines: readonly HistoryLine[]): readonly string[] {
  return lines.map((line) => JSON.stringify(line));
}

const pools = new Map<string, CandidatePool>();

/** The history with its first illegal line; null if there is none. */
function judged(lines: readonly string[]): IllegalHistory | null {
  const entries = lines.map(parseEntry);
  const [first] = entries;
  const capabilities = parseCapabilities(first?.kind === 'capabilities' ? first.capabilities : {});
  const key = JSON.stringify(capabilities);
  const pool = pools.get(key) ?? new CandidatePool(capabilities);
  pools.set(key, pool);
  const line = firstIllegal(entries, pool) + 1;
  if (line === 0) return null;
  const shown = lines.map((each, index) => `${index + 1 === line ? '> ' : '  '}${each}`);
  return printing({ lines, line }, block(shown));
}

/** A change of one line, or of the order of two lines. */
type Mutation =
  | { readonly kind: 'drop' | 'swap'; readonly at: number }
  | {
      readonly kind: 'replace';
      readonly at: number;
      /** Replaces these fields if the line is a call. */
      readonly inCall: HistoryLine;
      /** Replaces these fields if the line is a poll. */
      readonly inPoll: HistoryLine;
    };

const anyMutation: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      at: fc.nat({ max: 999 }),
      inCall: fc.oneof(
        fc
          .constantFrom(202, 400, 405, 501, 503)
          .map((answer) => ({ answer, error_code: undefined })),
        fc.constantFrom(...errorCodes).map((code) => ({ answer: 400, error_code: code })),
        fc
          .constantFrom(...everyAction)
          .map((action) => ({ call: wireName(action.type), query: toQuery(action) })),
      ),
      inPoll: fc.oneof(
        fc.constantFrom(...deploymentStatuses).map((status) => ({ deployment_status: status })),
        fc
          .constantFrom(...desiredStatuses)
          .map((desired) => ({ deployment_desired_status: desired })),
        fc.constantFrom(true, null).map((error) => ({ deployment_error: error })),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('drop' as const, 'swap' as const),
      at: fc.nat({ max: 999 }),
    }),
  },
);

function mutated(history: readonly HistoryLine[], mutation: Mutation): readonly HistoryLine[] {
  // Capabilities must stay the first line.
  const [first] = history;
  const head = first !== undefined && has(first, 'capabilities') ? [first] : [];
  const body = history.slice(head.length);
  const at = mutation.at % body.length;
  const line = body[at] as HistoryLine;
  const [before, after] = [body.slice(0, at), body.slice(at + 1)];
  switch (mutation.kind) {
    case 'drop':
      return [...head, ...before, ...after];
    case 'swap':
      return [...head, ...before, ...after.slice(0, 1), line, ...after.slice(1)];
    case 'replace':
      return [...head, ...before, replaced(line, mutation), ...after];
  }
}

function replaced(
  line: HistoryLine,
  { inCall, inPoll }: Extract<Mutation, { kind: 'replace' }>,
): HistoryLine {
  if (!Object.hasOwn(line, 'seen')) return { ...line, ...inCall };
  return { seen: { ...(line.seen as HistoryLine), ...inPoll } };
}
