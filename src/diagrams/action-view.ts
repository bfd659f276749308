/** The views `action:NAME`: where one action is accepted, changes nothing, or is refused, and how. */
import { type ActionType, actions, type CompleteAction, wireName } from '../lifecycle';
import type { Step } from '../verify';
import { spaced } from './conditions';
import type { GraphDiagram, Tone } from './diagram';
import { gridOf } from './grid';
import { allSteps, groupBy, pairId, parametersIn } from './moves';
import type { Subject } from './options';

/** The view of this action. Pure. */
export function actionView(type: ActionType, { space }: Subject): GraphDiagram {
  const own = allSteps(space).filter(({ kind, event }) => kind === 'action' && event.type === type);
  const byPair = groupBy(own, ({ before }) => pairId(before));
  const name = wireName(type);
  return {
    kind: 'graph',
    notes: [],
    direction: 'down',
    view: `action:${name}`,
    title: `The action ${name}`,
    description: `${actions[type].meaning} For each pair of deployment status and desired status, what ${name} is answered: accepted, with the desired status that it sets; accepted without any change; or refused, with the code.`,
    groups: [],
    nodes: gridOf(space, (pair) => {
      const steps = byPair.get(pairId(pair)) ?? [];
      return { lines: linesOf(steps), tone: toneOf(steps) };
    }),
    // The lines say where it leads; arrows would only cross them.
    edges: [],
  };
}

/** A name on the wire: `dismiss_error` of `dismissError`. */
type Wire<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Wire<Rest>}`
  : '';

/** The name of the view of an action: `action:dismiss_error`. */
export type ActionViewName = `action:${Wire<ActionType>}`;

/** The name of the view of this action. Pure. */
export function actionViewName(type: ActionType): ActionViewName {
  return `action:${wireName(type)}` as ActionViewName;
}

/** A line for each verdict, and before it the case, where there are several. */
function linesOf(steps: readonly Step[]): string[] {
  const verdicts = [...groupBy(steps, (step) => `${step.rule} ${resultOf(step)}`).values()];
  return verdicts.map((alike) => {
    const [first] = alike;
    const result = resultOf(first);
    if (verdicts.length === 1) return result;
    const given = parametersIn(alike.map(({ event }) => event as CompleteAction));
    // The same request may be answered in several ways: then the rule says in which case.
    const isTelling = !verdicts.some((other) => other !== alike && shareRequests(alike, other));
    const situation = spaced(first.rule.slice(first.rule.indexOf('.') + 1));
    const cases =
      isTelling && given !== '' ? given : given === '' ? situation : `${situation}, ${given}`;
    return `· ${cases}: ${result}`;
  });
}

function shareRequests(some: readonly Step[], others: readonly Step[]): boolean {
  return some.some(({ event }) => others.some((other) => other.event === event));
}

function resultOf({ accepted, httpStatus, errorCode, before, after }: Step): string {
  if (!accepted) return `${httpStatus} ${errorCode}`;
  if (before.desiredStatus !== after.desiredStatus)
    return `${httpStatus}, to ${after.desiredStatus}`;
  return before === after ? `${httpStatus}, no change` : `${httpStatus}, done`;
}

function toneOf(steps: readonly Step[]): Tone {
  const isAccepted = (step: Step) => step.accepted;
  if (!steps.some(isAccepted)) return 'refused';
  if (!steps.every(isAccepted)) return 'mixed';
  const moves = steps.some(({ before, after }) => before.desiredStatus !== after.desiredStatus);
  return moves ? 'accepted' : 'unchanged';
}
