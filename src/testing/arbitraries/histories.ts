/** Arbitraries of recorded histories: legal ones, and those with one line that breaks a rule. */
import fc from 'fast-check';
import {
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  toQuery,
  wireName,
} from '../../lifecycle';
import { errorCodes } from '../../lifecycle/rules';
import { HistoryChecker } from '../../trace';
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

/** Which histories: those of these scripts. */
export type HistoryArbitraryOptions = ScriptOptions;

/** A history that breaks a rule. */
export interface IllegalHistory {
  readonly lines: readonly string[];
  /** The line that no deployment allows, counted from 1: where a checker must reject it, and not before. */
  readonly line: number;
}

/** As many polls as calls, and what shows to neither now and then only. */
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
 * Lines of recorded histories, legal by construction: a hidden deployment is played, calls get the
 * answers of `decide`, polls read it, and what the runner does is not recorded. Shrinks to few and short
 * lines. Throws InvalidInputError.
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
 * Lines of histories that break a rule: legal ones, but for one change of one line. A checker must reject
 * each, at exactly the line that is given, which is not always the one that was changed. Shrinks as legal
 * ones do. Throws InvalidInputError.
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

/** The history with the line at which the checker rejects it; null where it does not. */
function judged(lines: readonly string[]): IllegalHistory | null {
  const checker = new HistoryChecker();
  for (const text of lines) {
    const violation = checker.read(text);
    if (violation === null) continue;
    const { line } = violation;
    const shown = lines.map((each, index) => `${index + 1 === line ? '> ' : '  '}${each}`);
    return printing({ lines, line }, block(shown));
  }
  return null;
}

/** A change of one line, or of the order of two. */
type Mutation =
  | { readonly kind: 'drop' | 'swap'; readonly at: number }
  | {
      readonly kind: 'replace';
      readonly at: number;
      /** What to replace where the line is a call. */
      readonly inCall: HistoryLine;
      /** What to replace where the line is a sighting. */
      readonly inSighting: HistoryLine;
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
      inSighting: fc.oneof(
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
  // What the pipeline can do must stay the first line.
  const [first] = history;
  const head = first !== undefined && 'capabilities' in first ? [first] : [];
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
  { inCall, inSighting }: Extract<Mutation, { kind: 'replace' }>,
): HistoryLine {
  if (!('seen' in line)) return { ...line, ...inCall };
  return { seen: { ...(line.seen as HistoryLine), ...inSighting } };
}
