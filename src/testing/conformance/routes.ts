/**
 * Routes between deployments: by calling actions, and by waiting for a runner that does what
 * `reconcile` asks. What nobody can bring about at will, such as a failure, is not on any route.
 */
import {
  type Capabilities,
  type CompleteAction,
  type Deployment,
  representative,
} from '../../lifecycle';
import { deploymentKey } from '../../lifecycle/compiled';
import { explore, type StateSpace } from '../../verify';
import { runnerMoves } from '../../verify/exploration';
import type { Random } from '../random';

/** One step of a route. */
export type Leg =
  | { readonly kind: 'call'; readonly action: CompleteAction; readonly to: Deployment }
  | { readonly kind: 'wait'; readonly to: Deployment };

/** The deployments that can occur, and the legs between them. */
export class Routes {
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
        .filter(({ completes, transition: { from, to } }) => completes !== null && from !== to)
        .map(({ transition }): Leg => ({ kind: 'wait', to: withoutCheckpoint(transition.after) }));
      this.#legs.set(deploymentKey(deployment), [...callsFrom(number, space), ...waits]);
    }
  }

  /** Every leg that leads on from a deployment. */
  legsFrom(deployment: Deployment): readonly Leg[] {
    return this.#legs.get(keyOf(deployment)) ?? [];
  }

  /**
   * A shortest route to a wanted deployment, chosen at random among those of equal length; empty if
   * the deployment itself is wanted, null if no wanted one can be reached.
   */
  routeTo(
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

const known = new Map<string, Routes>();

/** The routes of pipelines with these capabilities, explored once. */
export function routesWith(capabilities: Capabilities): Routes {
  const key = JSON.stringify(capabilities);
  const routes = known.get(key) ?? new Routes(capabilities);
  known.set(key, routes);
  return routes;
}

/** A deployment on the route, and how it was reached. */
interface Stop {
  readonly deployment: Deployment;
  readonly leg: Leg | null;
  readonly before: Stop | null;
}

function legsTo(stop: Stop): readonly Leg[] {
  const { leg, before } = stop;
  return leg === null || before === null ? [] : [...legsTo(before), leg];
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
