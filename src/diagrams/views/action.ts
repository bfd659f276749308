/** The views `action:NAME`: for each pair of statuses, the answer to one action. */
import { groupBy } from '../../input';
import { type ActionType, actionMeanings, type CompleteAction, wireName } from '../../lifecycle';
import type { Transition } from '../../verify';
import type { GraphDiagram, Tone } from '../diagram';
import type { Subject } from '../options';
import { spaced } from './conditions';
import { pairGrid } from './grid';
import { allTransitions, pairId, parametersIn } from './moves';

/** Draws the view of this action. Pure. */
export function actionView(type: ActionType, { space }: Subject): GraphDiagram {
  const own = allTransitions(space).filter(
    ({ kind, event }) => kind === 'action' && event.type === type,
  );
  const byPair = groupBy(own, ({ before }) => pairId(before));
  const name = wireName(type);
  return {
    kind: 'graph',
    notes: [],
    direction: 'down',
    view: `action:${name}`,
    title: `The action ${name}`,
    description: `${actionMeanings[type]} For each pair of deployment status and desired status, the answer to ${name}: accepted, with the desired status that it sets; accepted without any change; or refused, with the error code.`,
    groups: [],
    nodes: pairGrid(space, (pair) => {
      const steps = byPair.get(pairId(pair)) ?? [];
      return { lines: verdictLines(steps), tone: toneOf(steps) };
    }),
    // The lines say where an action leads; arrows would only cross each other.
    edges: [],
  };
}

/** A name on the wire: `dismiss_error` for `dismissError`. */
type Wire<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Wire<Rest>}`
  : '';

/** The name of the view of an action: `action:dismiss_error`. */
export type ActionViewName = `action:${Wire<ActionType>}`;

/** Returns the name of the view of this action. Pure. */
export function actionViewName(type: ActionType): ActionViewName {
  return `action:${wireName(type)}` as ActionViewName;
}

/** Writes a line for each verdict, which begins with its case if there are several. */
function verdictLines(steps: readonly Transition[]): string[] {
  const verdicts = [...groupBy(steps, (step) => `${step.rule} ${outcomeInWords(step)}`).values()];
  return verdicts.map((alike) => {
    const [first] = alike;
    const result = outcomeInWords(first);
    if (verdicts.length === 1) return result;
    const given = parametersIn(alike.map(({ event }) => event as CompleteAction));
    // If the same request can be answered in several ways, the rule tells the cases apart.
    const isTelling = !verdicts.some((other) => other !== alike && shareRequests(alike, other));
    const situation = spaced(first.rule.slice(first.rule.indexOf('.') + 1));
    const cases =
      isTelling && given !== '' ? given : given === '' ? situation : `${situation}, ${given}`;
    return `· ${cases}: ${result}`;
  });
}

function shareRequests(some: readonly Transition[], others: readonly Transition[]): boolean {
  return some.some(({ event }) => others.some((other) => other.event === event));
}

function outcomeInWords({ accepted, httpStatus, errorCode, before, after }: Transition): string {
  if (!accepted) return `${httpStatus} ${errorCode}`;
  if (before.desiredStatus !== after.desiredStatus)
    return `${httpStatus}, to ${after.desiredStatus}`;
  return before === after ? `${httpStatus}, no change` : `${httpStatus}, done`;
}

function toneOf(steps: readonly Transition[]): Tone {
  const isAccepted = (step: Transition) => step.accepted;
  if (!steps.some(isAccepted)) return 'refused';
  if (!steps.every(isAccepted)) return 'mixed';
  const moves = steps.some(({ before, after }) => before.desiredStatus !== after.desiredStatus);
  return moves ? 'accepted' : 'unchanged';
}
