/** Tells hosts which deployments each line of a history leaves possible. */
import type { Deployment } from '../lifecycle';
import type { CandidateSet } from './candidates';
import { distinctDeployments } from './objections';
import type { OnDecided } from './order';

/**
 * Told of each call and each reading, once it has ended, with the number of its line and the
 * deployments that are possible then, by class, whatever the runner does before the next line.
 * Lines that overlap are told in the order in which they ended. Calls without an answer are not
 * told, nor is anything from the first line on that leaves nothing possible.
 */
export type OnPossible = (line: number, possible: readonly Deployment[]) => void;

/** Returns the function that a search calls to tell a host; undefined if it asked for none. */
export function onDecidedFor(onPossible: OnPossible | undefined): OnDecided | undefined {
  return onPossible && (({ line }, set) => onPossible(line, deploymentsIn(set)));
}

/** There are few sets, and a long history has many lines. */
const deploymentsOfSets = new WeakMap<CandidateSet, readonly Deployment[]>();

function deploymentsIn(set: CandidateSet): readonly Deployment[] {
  const deployments = deploymentsOfSets.get(set) ?? Object.freeze(distinctDeployments(set.members));
  deploymentsOfSets.set(set, deployments);
  return deployments;
}
