/**
 * Explores a lifecycle: every deployment that can occur, and every transition between them.
 *
 * Deployments are represented by class (see `representative`), so there are finitely many. A
 * transition keeps the deployment as the machine left it, data included: a checkpoint that goes
 * down shows there, not between two representatives.
 *
 * The first state stands for a pipeline that was never started, and for one that was started and
 * stopped again without an error or a checkpoint: only their generations differ. A late checkpoint
 * of the latter is recorded, so a run may begin with one.
 */

import { count, deepFreeze, optionsOf, show, throwFirst } from '../../input';
import {
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  everyObservation,
  fullCapabilities,
  type Observation,
  observationTypes,
  observe,
  parseCapabilities,
} from '../../lifecycle';
import { ask, MachineError } from '../../lifecycle/build';
import { deploymentKey, representativeOf } from '../../lifecycle/compiled';
import { lifecycleMachine } from '../../lifecycle/machine';
import {
  askImplementation,
  type EventOutcome,
  implementationProblems,
  isActionEvent,
  type LifecycleImplementation,
  type Question,
} from './implementation';

/** A machine with the shape of the lifecycle: `lifecycleMachine`, or a changed copy of it. */
export type LifecycleMachine = typeof lifecycleMachine;

/** A deployment that can occur. */
export interface State {
  /** Its position in `states`. */
  readonly number: number;
  /** An integer that identifies the class of the deployment, the same in every exploration. */
  readonly key: number;
  /** The deployment that stands for its class; frozen. */
  readonly deployment: Deployment;
  /** The fewest events that lead to it from the first state. */
  readonly depth: number;
  /** The last transition of a shortest run to this state; null for the first state. */
  readonly reachedBy: Transition | null;
}

/**
 * The outcome of one event in one state. A refused action or a stale observation is one as well.
 */
export type Transition = TransitionData &
  (
    | { readonly kind: 'action'; readonly event: CompleteAction }
    | { readonly kind: 'observation'; readonly event: Observation }
  );

/**
 * The data of every transition; `after` is not yet a representative.
 * @inline
 */
interface TransitionData extends EventOutcome {
  /** The numbers of the states before and after. */
  readonly from: number;
  readonly to: number;
  readonly before: Deployment;
}

/** Everything that can happen to a pipeline with these capabilities. */
export interface StateSpace {
  readonly capabilities: Capabilities;
  /** In the order of a breadth-first search; the first is a pipeline that was never started. */
  readonly states: readonly State[];
  /** The transitions from each state, by its number, in the order of `everyEvent`. */
  readonly transitions: readonly (readonly Transition[])[];
  readonly transitionCount: number;
  /** The number of pairs of deployment status and desired status that occur. */
  readonly pairCount: number;
}

/** The subject of an exploration, and its limit. */
export interface ExploreOptions {
  /** Default: the lifecycle itself. */
  readonly machine?: LifecycleMachine | undefined;
  /** An implementation to explore instead of a machine. */
  readonly implementation?: LifecycleImplementation | undefined;
  /** The most states there may be. Default: 1,000. */
  readonly limit?: number | undefined;
}

/** There are more states than the limit allows. */
export class StateLimitError extends Error {
  override readonly name = 'StateLimitError';
  readonly limit: number;

  constructor(limit: number) {
    super(
      `The machine has more than ${limit} states; the lifecycle has 320. Raise \`limit\` if yours is meant to have so many.`,
    );
    this.limit = limit;
  }
}

/** Observations of every type, from an earlier and from a later deployment. */
const otherGenerations = observationTypes.flatMap((type) => {
  const observation = everyObservation.find((each) => each.type === type) as Observation;
  return [0, 2].map((generation) => Object.freeze({ ...observation, generation }));
});

/** Every event tried in each state: actions, observations, and those of other generations. */
export const everyEvent: readonly (
  | { readonly kind: 'action'; readonly event: CompleteAction }
  | { readonly kind: 'observation'; readonly event: Observation }
)[] = deepFreeze([
  ...everyAction.map((event) => ({ kind: 'action', event }) as const),
  ...[...everyObservation, ...otherGenerations].map(
    (event) => ({ kind: 'observation', event }) as const,
  ),
]);

const limitDefault = 1_000;

/**
 * Explores every state and every transition of pipelines with these capabilities. Pure. A changed
 * machine is asked directly, which takes a second or so.
 *
 * Throws InvalidInputError for malformed input; StateLimitError; MachineError if the machine does
 * not answer an event with exactly one rule, or makes something of it that the vocabulary does not
 * have; and ImplementationError if an implementation throws, gives no proper answer or changes its
 * arguments. An implementation that does so in a deployment that cannot occur has no transition
 * there.
 */
export function explore(
  capabilities: Partial<Capabilities> = fullCapabilities,
  options: ExploreOptions = {},
): StateSpace {
  const { outcomeOf, limit } = parseOptions(options);
  return exploreBy(outcomeOf, parseCapabilities(capabilities), limit);
}

/** The outcome of an event; null if there is no transition. */
export type OutcomeOf = (question: Question) => EventOutcome | null;

/** Explores every state and every transition by the outcomes of events. Throws as `explore`. */
export function exploreBy(
  outcomeOf: OutcomeOf,
  present: Capabilities,
  limit = limitDefault,
): StateSpace {
  const found: Discovery[] = [];
  const numbers = new Map<number, number>();
  const byState: (Transition | undefined)[][] = [];

  const visit = (after: Deployment, depth: number, from: number, event: number): number => {
    const key = deploymentKey(after);
    if (key < 0) throw invalidResult(after, found[from], event);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (found.length === limit) throw new StateLimitError(limit);
    numbers.set(key, found.length);
    const deployment = representativeOf(after);
    return found.push({ key, deployment, depth, from, event }) - 1;
  };

  visit(createDeployment(), 0, 0, 0);
  // The loop also visits the states that are added while it runs.
  for (const [from, { deployment, depth }] of found.entries()) {
    const transitions = everyEvent.map(({ kind, event }, position): Transition | undefined => {
      const outcome = outcomeOf({ before: deployment, event, capabilities: present });
      if (outcome === null) return undefined;
      const { after, accepted, rule, httpStatus, errorCode } = outcome;
      const to = after === deployment ? from : visit(after, depth + 1, from, position);
      // Each field by its name, because a spread takes longer than the answer itself.
      return Object.freeze({
        kind,
        event,
        from,
        to,
        before: deployment,
        after,
        accepted,
        rule,
        httpStatus,
        errorCode,
      } as Transition);
    });
    byState.push(transitions);
  }

  const states = found.map(({ key, deployment, depth, from, event }, number): State => {
    const reachedBy = number === 0 ? null : (byState[from]?.[event] as Transition);
    return Object.freeze({ number, key, deployment, depth, reachedBy });
  });
  const transitions = byState.map((each) =>
    Object.freeze(each.filter((transition) => transition !== undefined)),
  );
  const pairs = new Set(
    states.map(({ deployment: { status, desiredStatus } }) => `${status}/${desiredStatus}`),
  );
  return Object.freeze({
    capabilities: present,
    states: Object.freeze(states),
    transitions: Object.freeze(transitions),
    transitionCount: transitions.reduce((all, { length }) => all + length, 0),
    pairCount: pairs.size,
  });
}

function invalidResult(after: Deployment, before: Discovery | undefined, event: number): Error {
  const { status, desiredStatus } = before?.deployment ?? createDeployment();
  return new MachineError(
    `The machine must answer '${everyEvent[event]?.event.type}' in ${status}/${desiredStatus} with a deployment, but made ${show(after)}.`,
  );
}

/** A state that was found, and the state and the event that led to it. */
interface Discovery {
  readonly key: number;
  readonly deployment: Deployment;
  readonly depth: number;
  readonly from: number;
  readonly event: number;
}

/** Asks the lifecycle itself. Pure. */
export function askLifecycle({ before, event, capabilities }: Question): EventOutcome {
  return isActionEvent(event)
    ? outcomeOfAction(before, event, capabilities)
    : outcomeOfObservation(before, event);
}

function askMachine(
  machine: LifecycleMachine,
  { before, event, capabilities }: Question,
): EventOutcome {
  const { verdict, rule, deployment: after, refusal } = ask(before, event, capabilities, machine);
  const httpStatus = refusal?.httpStatus ?? (isActionEvent(event) ? 202 : null);
  return {
    after,
    accepted: verdict === 'accept',
    rule,
    httpStatus,
    errorCode: refusal?.code ?? null,
  };
}

function outcomeOfAction(
  before: Deployment,
  action: CompleteAction,
  capabilities: Capabilities,
): EventOutcome {
  const decision = decide(before, action, capabilities);
  const { accepted, deployment: after, rule, httpStatus } = decision;
  return {
    after,
    accepted,
    rule,
    httpStatus,
    errorCode: accepted ? null : decision.error.error_code,
  };
}

function outcomeOfObservation(before: Deployment, observation: Observation): EventOutcome {
  const { accepted, deployment: after, rule } = observe(before, observation);
  return { after, accepted, rule, httpStatus: null, errorCode: null };
}

function parseOptions(options: ExploreOptions) {
  const given = optionsOf(options, ['machine', 'implementation', 'limit'], 'an exploration');
  const { machine = lifecycleMachine, implementation, limit = limitDefault } = given;
  throwFirst([
    ...(typeof machine?.resolveState === 'function'
      ? []
      : [{ field: 'machine', value: machine, allowed: 'an XState machine' }]),
    ...(implementation === undefined ? [] : implementationProblems(implementation, given.machine)),
    ...count('limit', limit),
  ]);
  return { outcomeOf: subjectOf(machine, implementation), limit };
}

/** The function that answers: the implementation if there is one, else the machine. */
function subjectOf(
  machine: LifecycleMachine,
  implementation: LifecycleImplementation | undefined,
): OutcomeOf {
  if (implementation !== undefined)
    return (question) => askImplementation(implementation, question);
  if (machine === lifecycleMachine) return askLifecycle;
  return (question) => askMachine(machine, question);
}
