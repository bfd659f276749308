/**
 * A second way to find out if a history needs something odd, deliberately dumb: it tries every
 * order and every course of events, and follows only what is ordinary. It shares nothing with
 * `src/trace`.
 */
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  type DesiredStatus,
  decide,
  observe,
} from '../../../src/lifecycle';
import { everyObservation } from '../../../src/lifecycle/compiled/every-observation';
import { representative } from '../../../src/lifecycle/compiled/representative';
import { consequences } from '../brute-force';
import type { Recorded } from '../recording';
import { isBefore, type Overlapping } from './overlapping';

/** A deployment, and how it came about. */
interface Situation {
  readonly deployment: Deployment;
  /** Everything that has been desired since the status became what it is. */
  readonly asked: readonly DesiredStatus[];
  /** True if there was a failure whose error nothing has shown yet. */
  readonly isUnseen: boolean;
}

/**
 * True if some order of the records, and some course of events, explains them without an oddity.
 *
 * How late is too late for a lost call cannot be said to the instant. `decided`: it must be decided
 * before every record that began later. `answered`: before every record that began only after one
 * of these was answered.
 */
export function someOrderIsOrdinary(
  history: readonly Overlapping[],
  capabilities: Capabilities,
  lateOnce: 'decided' | 'answered',
): boolean {
  const isTooLate = (lost: number, done: readonly number[]) =>
    done.some((each) => isLater(history, each, lost) && lateOnce === 'decided') ||
    history.some((between, index) => {
      if (!isLater(history, index, lost)) return false;
      const isOver = between.times === null && done.includes(index);
      return isOver || done.some((each) => isBefore(history, index, each));
    });
  const follow = (left: readonly number[], possible: readonly Situation[]): boolean => {
    const isOver = left.every((each) => history[each]?.isLost);
    if (isOver && possible.some(({ isUnseen }) => !isUnseen)) return true;
    return left.some((next) => {
      const record = history[next];
      if (record === undefined || left.some((each) => isBefore(history, each, next))) return false;
      const done = [...history.keys()].filter((each) => !left.includes(each));
      if (record.isLost && isTooLate(next, done)) return false;
      const after = possible.flatMap((each) => situationsAfter(each, record, capabilities));
      const rest = left.filter((each) => each !== next);
      return after.length > 0 && follow(rest, ordinaryFutures(after));
    });
  };
  const deployment = representative(createDeployment());
  return follow([...history.keys()], [{ deployment, asked: ['Stopped'], isUnseen: false }]);
}

/** True if a record certainly began after another one, which was lost. */
function isLater(history: readonly Overlapping[], one: number, lost: number): boolean {
  const [first, second] = [history[one]?.times, history[lost]?.times];
  if (history[one]?.isLost) return false;
  if (!first || !second) return one > lost;
  const between = history.slice(Math.min(one, lost) + 1, Math.max(one, lost));
  if (between.some(({ times }) => times === null)) return one > lost;
  return first[0] > second[0];
}

function situationsAfter(
  { deployment, asked, isUnseen }: Situation,
  { recorded, isLost }: Overlapping,
  capabilities: Capabilities,
): readonly Situation[] {
  const next =
    isLost && 'action' in recorded
      ? [representative(decide(deployment, recorded.action, capabilities).deployment)]
      : consequences(deployment, recorded, capabilities);
  return next.flatMap((after): Situation[] => {
    const isShown = isUnseen && !isLost && shows(recorded, deployment, capabilities);
    const isGone = isUnseen && !isShown && after.error === null;
    if (isGone) return [];
    return [
      {
        deployment: after,
        asked: [...new Set([...asked, after.desiredStatus])],
        isUnseen: isUnseen && !isShown,
      },
    ];
  });
}

/** True if the record could not be what it is without the error. */
function shows(recorded: Recorded, deployment: Deployment, capabilities: Capabilities): boolean {
  if (!('action' in recorded)) return recorded.error === true;
  return consequences({ ...deployment, error: null }, recorded, capabilities).length === 0;
}

function ordinaryFutures(situations: readonly Situation[]): readonly Situation[] {
  const found = new Map<string, Situation>();
  const waiting = [...situations];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { deployment, asked, isUnseen } = next;
    const key = JSON.stringify([deployment, [...asked].sort(), isUnseen]);
    if (found.has(key)) continue;
    found.set(key, next);
    for (const observation of everyObservation) {
      const { accepted, deployment: reached } = observe(deployment, observation);
      if (!accepted) continue;
      const after = representative(reached);
      const isSame = after.status === deployment.status;
      const isFlow = ['Paused', 'Running'].includes(deployment.status);
      const isFlowThen = ['Paused', 'Running'].includes(after.status);
      const isUnasked =
        !isSame && isFlow && isFlowThen && !asked.includes(after.status as DesiredStatus);
      if (isUnasked) continue;
      waiting.push({
        deployment: after,
        asked: isSame ? asked : [after.desiredStatus],
        isUnseen: isUnseen || (observation.type === 'failed' && after.error !== null),
      });
    }
  }
  return [...found.values()];
}
