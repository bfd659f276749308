/**
 * Small random histories of overlapping lines, most of them with several orders that matter: calls
 * that are accepted, and polls just before and after them.
 */
import fc from 'fast-check';
import {
  createDeployment,
  type Deployment,
  decide,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  everyObservation,
  fullCapabilities,
  observe,
} from '../../../src/lifecycle';
import type { Recorded } from '../recording';
import type { Overlapping } from './overlapping';

const anyLine = fc.record({
  choice: fc.nat(999),
  isPoll: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 2, arbitrary: fc.constant(true) },
  ),
  withError: fc.boolean(),
  /** Reports of the runner before the line. */
  reports: fc.array(fc.nat(999), { maxLength: 3 }),
  /** How long before and after its decision it began and ended. */
  before: fc.nat(8),
  after: fc.nat(8),
  fate: fc.oneof(
    { weight: 12, arbitrary: fc.constant('answered' as const) },
    { weight: 2, arbitrary: fc.constantFrom('lost' as const, 'neverDecided' as const) },
    { weight: 1, arbitrary: fc.constant('untimed' as const) },
  ),
});
type Line = typeof anyLine extends fc.Arbitrary<infer Value> ? Value : never;

const anyChange = fc.record({
  at: fc.nat(5),
  kind: fc.constantFrom(
    'none',
    'answer',
    'status',
    'desiredStatus',
    'action',
    'error',
    'times',
    'late',
  ),
  answer: fc.constantFrom(202, 400, 404, 405, 500, 501, 503),
  status: fc.constantFrom(...deploymentStatuses),
  desiredStatus: fc.constantFrom(...desiredStatuses),
  action: fc.constantFrom(...everyAction),
});
type Change = typeof anyChange extends fc.Arbitrary<infer Value> ? Value : never;

/** Histories in the order of begins, of ends, or of decisions; most have one line changed. */
export const anyOverlappingHistory: fc.Arbitrary<readonly Overlapping[]> = fc
  .record({
    lines: fc.array(anyLine, { minLength: 3, maxLength: 6, size: 'max' }),
    change: anyChange,
    order: fc.constantFrom('decided' as const, 'began' as const, 'ended' as const),
  })
  .map(({ lines, change, order }) => ordered(changed(played(lines), change), order));

/** Long legal histories, in which up to twenty lines overlap. */
export const anyCrowdedHistory: fc.Arbitrary<readonly Overlapping[]> = fc
  .record({
    lines: fc.array(anyLine, { minLength: 20, maxLength: 60, size: 'max' }),
    stretch: fc.integer({ min: 1, max: 4 }),
    order: fc.constantFrom('began' as const, 'ended' as const),
  })
  .map(({ lines, stretch, order }) => {
    // Few lost calls: each of them may take effect anywhere.
    const answered = lines.map((line, index) => ({
      ...line,
      before: line.before * stretch,
      after: line.after * stretch,
      fate: index % 20 === 19 ? line.fate : ('answered' as const),
    }));
    return ordered(played(answered), order);
  });

/** Plays the lines on a pipeline that is started first. */
function played(lines: readonly Line[]): Overlapping[] {
  let deployment = createDeployment();
  return lines.map((line, index) => {
    for (const report of line.reports) deployment = reported(deployment, report);
    const { before, after, fate, withError } = line;
    const times = fate === 'untimed' ? null : ([3 * index - before, 3 * index + after] as const);
    if (index > 0 && line.isPoll) {
      const { status, desiredStatus, error } = deployment;
      const seen = { status, desiredStatus, error: withError ? error !== null : undefined };
      return { recorded: seen, times, isLost: false };
    }
    const action = chosen(deployment, index === 0 ? 0 : line.choice);
    const decision = decide(deployment, action);
    if (fate !== 'neverDecided') deployment = decision.deployment;
    const recorded: Recorded = { action, answer: decision.httpStatus, terse: false };
    return { recorded, times, isLost: fate === 'lost' || fate === 'neverDecided' };
  });
}

/** An action, in three of four cases one that is accepted. */
function chosen(deployment: Deployment, choice: number) {
  const accepted = everyAction.filter(
    (each) => decide(deployment, each, fullCapabilities).accepted,
  );
  const among = choice % 4 === 3 || accepted.length === 0 ? everyAction : accepted;
  return among[choice % among.length] as (typeof everyAction)[number];
}

function reported(deployment: Deployment, choice: number): Deployment {
  const changing = everyObservation.filter(
    (each) => observe(deployment, each).deployment !== deployment,
  );
  const observation = changing[choice % Math.max(changing.length, 1)];
  return observation === undefined ? deployment : observe(deployment, observation).deployment;
}

function changed(history: readonly Overlapping[], change: Change): readonly Overlapping[] {
  const at = change.at % history.length;
  return history.map((line, index) => (index === at ? changedLine(line, change) : line));
}

function changedLine(line: Overlapping, change: Change): Overlapping {
  const { recorded, times } = line;
  const { kind, answer, action, status, desiredStatus } = change;
  if (kind === 'none') return line;
  // The whole line later, or only its begin.
  if (kind === 'late' && times !== null) return { ...line, times: [times[0] + 9, times[1] + 9] };
  if (kind === 'times' && times !== null) return { ...line, times: [times[1], times[1]] };
  if ('action' in recorded) {
    return { ...line, recorded: { ...recorded, ...(kind === 'action' ? { action } : { answer }) } };
  }
  if (kind === 'error')
    return { ...line, recorded: { ...recorded, error: recorded.error !== true } };
  const other = kind === 'status' ? { status } : { desiredStatus };
  return { ...line, recorded: { ...recorded, ...other } };
}

function ordered(
  history: readonly Overlapping[],
  order: 'decided' | 'began' | 'ended',
): readonly Overlapping[] {
  // Lines without times keep their places, so then nothing is sorted.
  if (order === 'decided' || history.some(({ times }) => times === null)) return history;
  const place = order === 'began' ? 0 : 1;
  const timeOf = ({ times }: Overlapping) => times?.[place] ?? 0;
  return [...history].sort((one, other) => timeOf(one) - timeOf(other));
}
