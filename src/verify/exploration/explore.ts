/**
 * Exploring: every deployment that can occur, and what every event makes of it.
 *
 * Deployments are represented by class (see `representative`), so there are finitely many. A step keeps
 * the deployment as the machine left it, data included: whether a checkpoint went down is seen there,
 * not between two representatives.
 */

import { count, deepFreeze, optionsOf, show, throwFirst } from '../../input';
import {
  actions,
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
  representative,
} from '../../lifecycle';
import { ask, MachineError } from '../../lifecycle/build';
import { deploymentKey } from '../../lifecycle/compiled';
import { lifecycleMachine } from '../../lifecycle/machine';
import type { ErrorCode, RefusalStatus, RuleId } from '../../lifecycle/rules';
import {
  type Answer,
  answerOf,
  implementationProblems,
  type LifecycleImplementation,
  type Question,
} from './implementation';

/** A machine with the shape of the lifecycle: `lifecycleMachine`, or one that was changed. */
export type LifecycleMachine = typeof lifecycleMachine;

/** A deployment that can occur. */
export interface State {
  /** Its position in `states`. */
  readonly number: number;
  /** An integer that identifies the class of the deployment, the same in every exploration. */
  readonly key: number;
  /** The deployment that stands for its class; frozen. */
  readonly deployment: Deployment;
  /** How many events lead to it at least, from a pipeline that was never started. */
  readonly depth: number;
  /** The last of the fewest events that lead to it; null for the first state. */
  readonly reachedBy: Step | null;
}

/** What one event makes of one deployment. */
export type Step = StepOutcome &
  (
    | { readonly kind: 'action'; readonly event: CompleteAction }
    | { readonly kind: 'observation'; readonly event: Observation }
  );

/**
 * The outcome of an event.
 * @inline
 */
interface StepOutcome {
  /** The numbers of the states before and after. */
  readonly from: number;
  readonly to: number;
  readonly before: Deployment;
  /** As the machine left it: not yet the representative. */
  readonly after: Deployment;
  readonly accepted: boolean;
  /** `unnamed` where an implementation names none. */
  readonly rule: RuleId;
  /** What the API answers to an action; null for an observation. */
  readonly httpStatus: 202 | RefusalStatus | null;
  /** Of an action that is refused; else null. */
  readonly errorCode: ErrorCode | null;
}

/** Everything that can happen to a pipeline with these capabilities. */
export interface StateSpace {
  readonly capabilities: Capabilities;
  /** In the order of a breadth-first search from a pipeline that was never started. */
  readonly states: readonly State[];
  /** By number of a state: what each event makes of it, in the order of `everyEvent`. */
  readonly steps: readonly (readonly Step[])[];
  /** How many steps there are. */
  readonly stepCount: number;
  /** How many pairs of deployment status and desired status occur. */
  readonly pairCount: number;
}

/** What is explored, and how far. */
export interface ExploreOptions {
  /** By default the lifecycle itself. */
  readonly machine?: LifecycleMachine | undefined;
  /** An implementation to explore instead of a machine. */
  readonly implementation?: LifecycleImplementation | undefined;
  /** How many states there may be; by default 1,000. */
  readonly limit?: number | undefined;
}

/** There are more states than the limit allows. */
export class StateLimitError extends Error {
  override readonly name = 'StateLimitError';
  readonly limit: number;

  constructor(limit: number) {
    super(
      `The machine has more than ${limit} states, and the lifecycle has 320. Raise \`limit\` if yours is meant to have so many.`,
    );
    this.limit = limit;
  }
}

/** Observations of every type, of an earlier and of a later deployment. */
const fenced = observationTypes.flatMap((type) => {
  const observation = everyObservation.find((each) => each.type === type) as Observation;
  return [0, 2].map((generation) => Object.freeze({ ...observation, generation }));
});

/** Every event that a state is asked about: actions, then observations, then those of other generations. */
export const everyEvent: readonly (
  | { readonly kind: 'action'; readonly event: CompleteAction }
  | { readonly kind: 'observation'; readonly event: Observation }
)[] = deepFreeze([
  ...everyAction.map((event) => ({ kind: 'action', event }) as const),
  ...[...everyObservation, ...fenced].map((event) => ({ kind: 'observation', event }) as const),
]);

const limitUsual = 1_000;

/**
 * Every state and every step of pipelines with these capabilities. Pure. A changed machine is asked
 * directly, which takes a second or so. Throws InvalidInputError for malformed input, StateLimitError,
 * MachineError for a machine that does not answer an event with exactly one rule, or whose answer is no
 * deployment: of a status, field or value that the vocabulary does not have; and ImplementationError for
 * an implementation that throws, gives no answer, or changes what it is given. One that does so in a
 * deployment that cannot occur has no step there.
 */
export function explore(
  capabilities: Partial<Capabilities> = fullCapabilities,
  options: ExploreOptions = {},
): StateSpace {
  const present = parseCapabilities(capabilities);
  const { answerTo, limit } = parseOptions(options);
  const found: Discovery[] = [];
  const numbers = new Map<number, number>();
  const byEvent: (Step | undefined)[][] = [];

  const visit = (after: Deployment, depth: number, from: number, event: number): number => {
    const deployment = representative(after);
    const key = deploymentKey(deployment);
    // A representative has a proper checkpoint, whatever the machine made.
    if (key < 0 || deploymentKey(after) < 0) throw notADeployment(after, found[from], event);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (found.length === limit) throw new StateLimitError(limit);
    numbers.set(key, found.length);
    return found.push({ key, deployment, depth, from, event }) - 1;
  };

  visit(createDeployment(), 0, 0, 0);
  // An array can be extended while it is walked: what is added is visited in turn.
  for (const [from, { deployment, depth }] of found.entries()) {
    const answers = everyEvent.map(({ kind, event }, position): Step | undefined => {
      const answer = answerTo({ before: deployment, event, capabilities: present });
      if (answer === null) return undefined;
      const isSame = answer.after === deployment;
      const to = isSame ? from : visit(answer.after, depth + 1, from, position);
      return Object.freeze({ kind, event, from, to, before: deployment, ...answer } as Step);
    });
    byEvent.push(answers);
  }

  const states = found.map(({ key, deployment, depth, from, event }, number): State => {
    const reachedBy = number === 0 ? null : (byEvent[from]?.[event] as Step);
    return Object.freeze({ number, key, deployment, depth, reachedBy });
  });
  const steps = byEvent.map((each) => Object.freeze(each.filter((step) => step !== undefined)));
  const pairs = new Set(states.map(({ deployment }) => pairOf(deployment)));
  return Object.freeze({
    capabilities: present,
    states: Object.freeze(states),
    steps: Object.freeze(steps),
    stepCount: steps.reduce((all, { length }) => all + length, 0),
    pairCount: pairs.size,
  });
}

function notADeployment(after: Deployment, before: Discovery | undefined, event: number): Error {
  const { status, desiredStatus } = before?.deployment ?? createDeployment();
  return new MachineError(
    `The machine makes no deployment of '${everyEvent[event]?.event.type}' in ${status}/${desiredStatus}, but ${show(after)}.`,
  );
}

/** A state that is found, by which event of which state. */
interface Discovery {
  readonly key: number;
  readonly deployment: Deployment;
  readonly depth: number;
  readonly from: number;
  readonly event: number;
}

const pairOf = ({ status, desiredStatus }: Deployment) => `${status}/${desiredStatus}`;

function ofLifecycle({ before, event, capabilities }: Question): Answer {
  return isAction(event) ? decided(before, event, capabilities) : observed(before, event);
}

function ofMachine(machine: LifecycleMachine, { before, event, capabilities }: Question): Answer {
  const { verdict, rule, deployment: after, refusal } = ask(before, event, capabilities, machine);
  const httpStatus = refusal?.httpStatus ?? (isAction(event) ? 202 : null);
  return {
    after,
    accepted: verdict === 'accept',
    rule,
    httpStatus,
    errorCode: refusal?.code ?? null,
  };
}

function isAction(event: CompleteAction | Observation): event is CompleteAction {
  return event.type in actions;
}

function decided(before: Deployment, action: CompleteAction, capabilities: Capabilities): Answer {
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

function observed(before: Deployment, observation: Observation): Answer {
  const { accepted, deployment: after, rule } = observe(before, observation);
  return { after, accepted, rule, httpStatus: null, errorCode: null };
}

function parseOptions(options: ExploreOptions) {
  const given = optionsOf(options, ['machine', 'implementation', 'limit'], 'an exploration');
  const { machine = lifecycleMachine, implementation, limit = limitUsual } = options;
  throwFirst([
    ...(typeof machine?.resolveState === 'function'
      ? []
      : [{ field: 'machine', value: machine, allowed: 'an XState machine' }]),
    ...(implementation === undefined ? [] : implementationProblems(implementation, given.machine)),
    ...count('limit', limit),
  ]);
  return { answerTo: answering(machine, implementation), limit };
}

/** Who answers: an implementation, where there is one, else a machine. */
function answering(
  machine: LifecycleMachine,
  implementation: LifecycleImplementation | undefined,
): (question: Question) => Answer | null {
  if (implementation !== undefined) return (question) => answerOf(implementation, question);
  if (machine === lifecycleMachine) return ofLifecycle;
  return (question) => ofMachine(machine, question);
}
