/**
 * Routes between deployments: by calling actions, and by waiting for a runner that does what
 * `reconcile` asks. What nobody can bring about at will, such as a failure, is not on any route.
 */
import {
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Deployment,
  reachableDeployments,
  representative,
} from '../../../lifecycle';
import { deploymentKey } from '../../../lifecycle/compiled';
import { explore, type StateSpace } from '../../../verify';
import { type RunnerMove, runnerMoves } from '../../../verify/exploration';
import type { Random } from '../../random';
import { classOf } from './classes';

/** One step of a route. */
export type Leg =
  | { readonly kind: 'call'; readonly action: CompleteAction; readonly to: Deployment }
  | { readonly kind: 'wait'; readonly to: Deployment };

/** A deployment, and where its legs lead. */
interface RouteNode {
  readonly deployment: Deployment;
  readonly edges: RouteEdge[];
}

interface RouteEdge {
  readonly leg: Leg;
  readonly from: RouteNode;
  readonly to: RouteNode;
}

/** The deployments that can occur, and the legs between them. */
export class Routes {
  readonly #nodes: Map<number, RouteNode>;
  readonly capabilities: Capabilities;
  /** Every deployment that can occur, without a checkpoint. */
  readonly deployments: readonly Deployment[];

  /** Their classes. */
  readonly classes: readonly string[];

  constructor(capabilities: Capabilities) {
    this.capabilities = capabilities;
    const space = explore(capabilities);
    const moves = runnerMoves(space);
    const states = space.states.filter(({ deployment }) => deployment.checkpoint === null);
    this.deployments = states.map(({ deployment }) => deployment);
    this.classes = [...new Set(this.deployments.map(classOf))];
    this.#nodes = new Map(
      this.deployments.map((deployment) => [deploymentKey(deployment), { deployment, edges: [] }]),
    );
    for (const { number, deployment } of states) {
      const from = this.#nodeOf(deployment);
      for (const leg of [...callsFrom(number, space), ...waitsFrom(moves[number] ?? [])]) {
        from.edges.push({ leg, from, to: this.#nodeOf(leg.to) });
      }
    }
  }

  #nodeOf(deployment: Deployment): RouteNode {
    const node = this.#nodes.get(keyOf(deployment));
    if (node !== undefined) return node;
    if (reachableDeployments().some((each) => keyOf(each) === keyOf(deployment))) {
      // A dialect may lead where a pipeline without a capability cannot get; no route is known.
      const beyond = { deployment: withoutCheckpoint(deployment), edges: [] };
      this.#nodes.set(keyOf(deployment), beyond);
      return beyond;
    }
    throw new RangeError(`No such deployment can occur: ${JSON.stringify(deployment)}.`);
  }

  /** The deployments that routes lead to from a pipeline that was never started. */
  get plannable(): ReadonlySet<Deployment> {
    const found = new Set([this.#nodeOf(createDeployment())]);
    // A Set can be extended while it is walked: what is added is visited in turn.
    for (const { edges } of found) for (const { to } of edges) found.add(to);
    return new Set(Array.from(found, ({ deployment }) => deployment));
  }

  /** The one of these deployments that stands for a deployment. */
  known(deployment: Deployment): Deployment {
    return this.#nodeOf(deployment).deployment;
  }

  /** Returns every leg that leads on from a deployment. */
  legsFrom(deployment: Deployment): readonly Leg[] {
    return this.#nodeOf(deployment).edges.map(({ leg }) => leg);
  }

  /**
   * Returns a shortest route to a wanted deployment, chosen at random among those of equal length:
   * empty if the deployment itself is wanted, null if no wanted one can be reached.
   */
  routeTo(
    from: Deployment,
    isWanted: (deployment: Deployment) => boolean,
    random: Random,
  ): readonly Leg[] | null {
    /** The edges that lead to a node from those that are one leg nearer. */
    const arrivals = new Map<RouteNode, readonly RouteEdge[]>([[this.#nodeOf(from), []]]);
    let layer = [...arrivals.keys()];
    while (layer.length > 0) {
      const wanted = layer.filter(({ deployment }) => isWanted(deployment));
      if (wanted.length > 0) return legsTo(random.pick(wanted), arrivals, random);
      const next = new Map<RouteNode, RouteEdge[]>();
      for (const edge of layer.flatMap(({ edges }) => edges)) {
        if (arrivals.has(edge.to)) continue;
        const others = next.get(edge.to);
        if (others === undefined) next.set(edge.to, [edge]);
        else others.push(edge);
      }
      for (const [node, edges] of next) arrivals.set(node, edges);
      layer = [...next.keys()];
    }
    return null;
  }
}

/** Goes back from a node to where the search began. */
function legsTo(
  node: RouteNode,
  arrivals: ReadonlyMap<RouteNode, readonly RouteEdge[]>,
  random: Random,
): readonly Leg[] {
  const edges = arrivals.get(node) ?? [];
  if (edges.length === 0) return [];
  const { leg, from } = random.pick(edges);
  return [...legsTo(from, arrivals, random), leg];
}

const known = new Map<string, Routes>();

/** The routes of pipelines with these capabilities, explored once. */
export function routesWith(capabilities: Capabilities): Routes {
  const key = JSON.stringify(capabilities);
  const routes = known.get(key) ?? new Routes(capabilities);
  known.set(key, routes);
  return routes;
}

function callsFrom(number: number, { transitions }: StateSpace): Leg[] {
  return (transitions[number] ?? []).flatMap((step): Leg[] =>
    step.kind === 'action' && step.accepted && step.from !== step.to
      ? [{ kind: 'call', action: step.event, to: withoutCheckpoint(step.after) }]
      : [],
  );
}

function waitsFrom(moves: readonly RunnerMove[]): Leg[] {
  return moves
    .filter(({ completes, transition }) => completes !== null && transition.from !== transition.to)
    .map(({ transition }) => ({ kind: 'wait', to: withoutCheckpoint(transition.after) }));
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
