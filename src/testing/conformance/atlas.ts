/**
 * Where a pipeline can be led, and how: by calls, and by waiting for a runner that does as `reconcile`
 * says. What happens against the will of both, such as a failure, is not planned with.
 */
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  representative,
} from '../../lifecycle';
import { deploymentKey } from '../../lifecycle/compiled';
import { explore, type StateSpace } from '../../verify';
import { runnerMoves, runnerStep } from '../../verify/exploration';
import type { Random } from '../random';

/** One step on the way. */
export type Leg =
  | { readonly kind: 'call'; readonly action: CompleteAction; readonly to: Deployment }
  | { readonly kind: 'wait'; readonly to: Deployment };

/** The deployments that can occur, and the ways between them. */
export class Atlas {
  readonly #legs = new Map<number, readonly Leg[]>();
  /** Every deployment that can occur, without a checkpoint. */
  readonly deployments: readonly Deployment[];

  constructor(capabilities: Capabilities) {
    const space = explore(capabilities);
    const moves = runnerMoves(space);
    this.deployments = space.states
      .map(({ deployment }) => deployment)
      .filter(({ checkpoint }) => checkpoint === null);
    for (const { number, deployment } of space.states) {
      if (deployment.checkpoint !== null) continue;
      const waits = (moves[number] ?? [])
        .filter(
          ({ completes, transition }) => completes !== null && transition.from !== transition.to,
        )
        .map(({ transition }): Leg => ({ kind: 'wait', to: withoutCheckpoint(transition.after) }));
      this.#legs.set(deploymentKey(deployment), [...callsFrom(number, space), ...waits]);
    }
  }

  /** Every leg that leads on from a deployment. */
  legsFrom(deployment: Deployment): readonly Leg[] {
    return this.#legs.get(keyOf(deployment)) ?? [];
  }

  /**
   * A shortest way to a deployment that is wanted; empty where this one is. Null where there is none.
   * Among ways of one length, chance decides.
   */
  wayTo(
    from: Deployment,
    isWanted: (deployment: Deployment) => boolean,
    random: Random,
  ): readonly Leg[] | null {
    let layer: Stop[] = [{ deployment: from, leg: null, before: null }];
    const seen = new Set([keyOf(from)]);
    while (layer.length > 0) {
      const wanted = layer.filter(({ deployment }) => isWanted(deployment));
      if (wanted.length > 0) return legsTo(random.pick(wanted));
      layer = layer.flatMap((before) =>
        shuffled(this.legsFrom(before.deployment), random).flatMap((leg): Stop[] => {
          const key = keyOf(leg.to);
          if (seen.has(key)) return [];
          seen.add(key);
          return [{ deployment: leg.to, leg, before }];
        }),
      );
    }
    return null;
  }
}

/** A deployment on the way, and how it was come to. */
interface Stop {
  readonly deployment: Deployment;
  readonly leg: Leg | null;
  readonly before: Stop | null;
}

function legsTo(stop: Stop): readonly Leg[] {
  const { leg, before } = stop;
  return leg === null || before === null ? [] : [...legsTo(before), leg];
}

/** Whether the runner has something to do here, so that the pipeline must move on by itself. Pure. */
export function mustMoveOn(deployment: Deployment): boolean {
  const step = runnerStep(deployment);
  return step !== null && step !== 'idle' && step !== 'awaitApproval';
}

/** The pair of statuses of a deployment: `Running/Paused`. Pure. */
export function pairOf({ status, desiredStatus }: Deployment): string {
  return `${status}/${desiredStatus}`;
}

/** The pair in which a pipeline rests that is one of these; null where it may not, or that is not known. */
export function restingPair(deployments: readonly Deployment[]): string | null {
  const pairs = [...new Set(deployments.map(pairOf))];
  if (pairs.length !== 1 || deployments.some(mustMoveOn)) return null;
  return pairs[0] ?? null;
}

function callsFrom(number: number, { transitions }: StateSpace): Leg[] {
  return (transitions[number] ?? []).flatMap((step): Leg[] =>
    step.kind === 'action' && step.accepted && step.from !== step.to
      ? [{ kind: 'call', action: step.event, to: withoutCheckpoint(step.after) }]
      : [],
  );
}

/** Neither calls nor polls show a checkpoint. */
function withoutCheckpoint(deployment: Deployment): Deployment {
  return representative({ ...deployment, checkpoint: null });
}

const keys = new WeakMap<Deployment, number>();

function keyOf(deployment: Deployment): number {
  const key = keys.get(deployment) ?? deploymentKey(withoutCheckpoint(deployment));
  keys.set(deployment, key);
  return key;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
