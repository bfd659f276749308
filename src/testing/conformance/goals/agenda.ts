/** The agenda of a conformance test: the goals that are neither exercised nor given up. */
import { keysOf } from '../../../input';
import type { Deployment } from '../../../lifecycle';
import type { Random } from '../../random';
import { classOf } from './classes';
import type { Goal, GoalKind, Goals, Way } from './goals';

/** How often a goal is tried before it is given up: the runner may never rest there. */
export const triesMax: Readonly<Record<GoalKind, number>> = {
  action: 12,
  decision: 4,
  sequence: 3,
  stay: 5,
};

/** How often each kind is taken up if all are open: the broad before the fine. */
const weights: Readonly<Record<GoalKind, number>> = {
  action: 6,
  decision: 3,
  sequence: 2,
  stay: 1,
};

const goalKinds: readonly GoalKind[] = keysOf(weights);

/** A class is given up if, in this many tries, no call was certain to be decided in it. */
const triesOfClassMax = 12;

/** Keeps what is left to exercise. */
export class Agenda {
  readonly #goals: Goals;
  readonly #plannable: readonly Deployment[];
  readonly #closed = new Set<Goal>();
  readonly #tries = new Map<Goal, number>();
  readonly #exercised = new Set<Goal>();
  readonly #classTries = new Map<string, number>();
  readonly #reached = new Set<string>();
  /** The open ways from each deployment, except from those where a goal was closed since. */
  readonly #open: Map<Deployment, readonly Way[]>;

  constructor(goals: Goals) {
    this.#goals = goals;
    this.#open = new Map(goals.ways);
    this.#plannable = [...goals.ways.keys()].filter((each) => goals.plannable.has(each));
  }

  /** The goals of one kind, and those of them that were exercised. */
  progress(kind: GoalKind): { readonly all: readonly Goal[]; readonly done: ReadonlySet<Goal> } {
    return { all: this.#goals.all.filter((goal) => goal.kind === kind), done: this.#exercised };
  }

  /** A kind of which something is left, in these deployments or at all; null if nothing is. */
  pickKind(random: Random, places = this.#plannable): GoalKind | null {
    const kinds = goalKinds.filter((kind) => places.some((each) => this.isOpenIn(each, kind)));
    const weighted = kinds.flatMap((kind) => Array<GoalKind>(weights[kind]).fill(kind));
    return weighted.length === 0 ? null : random.pick(weighted);
  }

  /** True if there is something of this kind to exercise in a deployment. */
  isOpenIn(deployment: Deployment, kind: GoalKind): boolean {
    return this.#openIn(deployment).some(({ goal }) => goal.kind === kind);
  }

  /** A way to something of this kind that is left in a deployment. */
  pickIn(deployment: Deployment, kind: GoalKind, random: Random): Way {
    return random.pick(this.#openIn(deployment).filter(({ goal }) => goal.kind === kind));
  }

  /** Notes an attempt, whether or not it succeeds. */
  tried({ goal }: Way, deployment: Deployment): void {
    const tries = (this.#tries.get(goal) ?? 0) + 1;
    this.#tries.set(goal, tries);
    if (tries >= triesMax[goal.kind]) this.#close(goal);
    const name = classOf(deployment);
    this.#classTries.set(name, (this.#classTries.get(name) ?? 0) + 1);
  }

  /** Notes that a call was certainly decided in the class of a deployment. */
  reached(deployment: Deployment): void {
    this.#reached.add(classOf(deployment));
  }

  /** Notes that a goal was exercised. */
  exercised(kind: GoalKind, name: string): void {
    const goal = this.#goals.find(kind, name);
    if (goal === undefined || this.#exercised.has(goal)) return;
    this.#exercised.add(goal);
    this.#close(goal);
  }

  /** True if this goal was tried in vain as often as is sensible. */
  isGivenUp(kind: GoalKind, name: string): boolean {
    const goal = this.#goals.find(kind, name);
    return goal !== undefined && (this.#tries.get(goal) ?? 0) >= triesMax[kind];
  }

  /** True if nothing is left that can be planned. */
  get isExhausted(): boolean {
    return this.#plannable.every((deployment) =>
      this.#openIn(deployment).every(({ goal }) => !goal.isPlannable),
    );
  }

  #close(goal: Goal): void {
    this.#closed.add(goal);
    for (const deployment of this.#goals.placesOf(goal)) this.#open.delete(deployment);
  }

  #openIn(deployment: Deployment): readonly Way[] {
    const name = classOf(deployment);
    const isGivenUp =
      !this.#reached.has(name) && (this.#classTries.get(name) ?? 0) >= triesOfClassMax;
    if (isGivenUp) return [];
    const known = this.#open.get(deployment);
    if (known !== undefined) return known;
    const ways = this.#goals.ways.get(deployment) ?? [];
    const open = ways.filter(({ goal }) => !this.#closed.has(goal));
    this.#open.set(deployment, open);
    return open;
  }
}
