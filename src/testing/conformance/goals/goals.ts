/**
 * The goals of a conformance test: everything to exercise, and how to reach it from each
 * deployment.
 *
 * They are of four kinds. An `action` is called in each pair of statuses. In each class of
 * deployments, every `decision` is asked for: an action may be decided in several ways there, by
 * its parameters. Two decisions in a row, a `sequence`, show what the first has left behind. And
 * after some calls the pipeline is left alone, a `stay`, for what a runner may do late.
 */
import { type CompleteAction, type Deployment, decide, everyAction } from '../../../lifecycle';
import { classOf } from './classes';
import { type CoverageColumn, columnName, coverageColumnOf } from './columns';
import { mustMoveOn, pairOf } from './pairs';
import type { Routes } from './routes';

/** The kind of a goal. */
export type GoalKind = 'action' | 'decision' | 'sequence' | 'stay';

/** Something to exercise. */
export interface Goal {
  readonly kind: GoalKind;
  /** Tells it apart from others of its kind, in the words of a report. */
  readonly name: string;
  /** Its place in the list of goals. */
  readonly number: number;
  /** False if only a failure leads to it, which nobody can bring about at will. */
  readonly isPlannable: boolean;
}

/** A way to a goal: some of the actions of each list, one after the other. */
export interface Way {
  readonly goal: Goal;
  readonly calls: readonly (readonly CompleteAction[])[];
}

/** A decision in a deployment. */
export interface Decided {
  readonly column: CoverageColumn;
  readonly accepted: boolean;
  readonly rule: string;
  readonly before: Deployment;
  readonly after: Deployment;
}

/** The name of a decision in a report. An accepted one may lead to several pairs. Pure. */
export function decisionName({ rule, before, after }: Decided): string {
  const leadsOn = before === after ? '' : ` to ${pairOf(after)}`;
  return `${classOf(before)}: ${rule}${leadsOn}`;
}

/** The name of two decisions in a row. Pure. */
export function sequenceName(first: Decided, second: Decided): string {
  return `${first.rule}, then ${second.rule}`;
}

/** The name of a stay after a decision. Pure. */
export function stayName({ accepted, column, rule, before, after }: Decided): string {
  if (!accepted) return refusedName(before);
  // A call that supersedes what the runner is doing: its late message no longer fits.
  const supersedes = before !== after && mustMoveOn(before);
  return supersedes ? `${columnName(column)} in ${pairOf(before)}` : rule;
}

/** The name of a stay after the calls that are refused in a pair of statuses. Pure. */
function refusedName(deployment: Deployment): string {
  return `refused calls in ${pairOf(deployment)}`;
}

/** The name of a stay in a pair of statuses where the pipeline rests. Pure. */
export function restName(deployment: Deployment): string {
  return `resting in ${pairOf(deployment)}`;
}

/** The name of an action in a pair of statuses. Pure. */
export function actionName(pair: string, column: CoverageColumn): string {
  return `${pair}: ${columnName(column)}`;
}

/** All goals, and the ways to them. */
export class Goals {
  readonly all: readonly Goal[];
  /** The deployments that can be brought about at will. */
  readonly plannable: ReadonlySet<Deployment>;
  /** The ways to goals from each deployment. */
  readonly ways: ReadonlyMap<Deployment, readonly Way[]>;
  /** The rules by which actions are decided. */
  readonly rules: ReadonlySet<string>;
  readonly #goals = new Map<string, Goal>();
  /** By the number of the goal. */
  readonly #places: readonly Set<Deployment>[];
  readonly #routes: Routes;

  constructor(routes: Routes) {
    this.#routes = routes;
    const { plannable } = routes;
    this.plannable = plannable;
    // Those that can be planned come first, so that no goal is found by failures alone.
    const deployments = [...routes.deployments].sort(
      (one, other) => Number(plannable.has(other)) - Number(plannable.has(one)),
    );
    const groups = new Map(deployments.map((each) => [each, this.#decisionsIn(each)]));
    this.rules = new Set([...groups.values()].flat().map(({ decided }) => decided.rule));
    this.ways = new Map(
      deployments.map((each) => [each, this.#waysFrom(each, groups, plannable.has(each))]),
    );
    this.all = [...this.#goals.values()];
    this.#places = this.all.map(() => new Set());
    for (const [deployment, ways] of this.ways) {
      for (const { goal } of ways) this.#places[goal.number]?.add(deployment);
    }
  }

  /** The deployments from which there is a way to a goal. */
  placesOf({ number }: Goal): ReadonlySet<Deployment> {
    return this.#places[number] ?? new Set();
  }

  /** A goal, or undefined if there is none of this name. */
  find(kind: GoalKind, name: string): Goal | undefined {
    return this.#goals.get(`${kind} ${name}`);
  }

  /** How an action is decided in a deployment. */
  decidedIn(before: Deployment, action: CompleteAction): Decided {
    const decision = decide(before, action, this.#routes.capabilities);
    const { accepted, rule, deployment } = decision;
    const after = deployment === before ? before : this.#routes.known(deployment);
    return { column: coverageColumnOf(action), accepted, rule, before, after };
  }

  #decisionsIn(before: Deployment): readonly Group[] {
    const groups = new Map<string, Group>();
    for (const action of everyAction) {
      const decided = this.decidedIn(before, action);
      const name = decisionName(decided);
      const group = groups.get(name) ?? { decided, actions: [] };
      groups.set(name, group);
      group.actions.push(action);
    }
    return [...groups.values()];
  }

  #waysFrom(
    deployment: Deployment,
    groups: ReadonlyMap<Deployment, readonly Group[]>,
    isPlannable: boolean,
  ): readonly Way[] {
    const goal = (kind: GoalKind, name: string) => this.#goal(kind, name, isPlannable);
    const here = groups.get(deployment) ?? [];
    const refused = here.filter(({ decided }) => !decided.accepted);
    const ways = here.flatMap((first): Way[] => {
      const { decided, actions } = first;
      const action = actionName(pairOf(deployment), decided.column);
      const { accepted } = decided;
      return [
        { goal: goal('action', action), calls: [actions] },
        { goal: goal('decision', decisionName(decided)), calls: [actions] },
        ...(accepted ? [{ goal: goal('stay', stayName(decided)), calls: [actions] }] : []),
        ...(groups.get(decided.after) ?? []).map((second) => ({
          goal: goal('sequence', sequenceName(decided, second.decided)),
          calls: [actions, second.actions],
        })),
      ];
    });
    // One stay will do for all of them: whichever takes effect late, it shows.
    const calls = refused.map(({ actions }) => actions);
    ways.push({ goal: goal('stay', refusedName(deployment)), calls });
    if (!mustMoveOn(deployment)) ways.push({ goal: goal('stay', restName(deployment)), calls: [] });
    return ways;
  }

  #goal(kind: GoalKind, name: string, isPlannable: boolean): Goal {
    const key = `${kind} ${name}`;
    const goal = this.#goals.get(key) ?? { kind, name, number: this.#goals.size, isPlannable };
    this.#goals.set(key, goal);
    return goal;
  }
}

/** The actions that are decided in the same way. */
interface Group {
  readonly decided: Decided;
  readonly actions: CompleteAction[];
}

const known = new WeakMap<Routes, Goals>();

/** The goals along these routes, worked out once. */
export function goalsOf(routes: Routes): Goals {
  const goals = known.get(routes) ?? new Goals(routes);
  known.set(routes, goals);
  return goals;
}
