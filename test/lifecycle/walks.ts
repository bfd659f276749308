/** Walks through a lifecycle: scripts of events, and the steps that they lead to. */
import fc from 'fast-check';
import {
  actions,
  actionTypes,
  type Capabilities,
  type CompleteAction,
  capabilityNames,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  fullCapabilities,
  type lifecycleMachine,
  observations,
  observationTypes,
  observe,
} from '../../src/lifecycle';
import { ask } from '../../src/lifecycle/build';
import { everyObservation } from '../../src/lifecycle/compiled';
import type { Observation } from '../../src/lifecycle/observation';
import { type RuleId, refusals } from '../../src/lifecycle/rules';
import { withPair } from './helpers';

/** The result of an event. */
export interface Result {
  readonly accepted: boolean;
  readonly rule: RuleId;
  readonly deployment: Deployment;
  /** The HTTP status code of the answer to an action. */
  readonly httpStatus?: number;
  readonly code?: string;
}

/** An implementation of the lifecycle: the library, or a machine, perhaps with a bug. */
export interface Implementation {
  act(deployment: Deployment, action: CompleteAction, capabilities: Capabilities): Result;
  see(deployment: Deployment, observation: Observation): Result;
}

/** One event with its result, and the deployments before and after it. */
export type Step = {
  readonly before: Deployment;
  readonly result: Result;
  readonly after: Deployment;
} & (
  | { readonly kind: 'action'; readonly event: CompleteAction }
  | { readonly kind: 'observation'; readonly event: Observation }
);

export const library: Implementation = {
  act(deployment, action, capabilities) {
    const decision = decide(deployment, action, capabilities);
    const code = decision.accepted ? {} : { code: decision.error.error_code };
    return { ...decision, ...code };
  },
  see: observe,
};

/** Returns an implementation that asks a machine directly, without the checks of the library. */
export function implementationOf(machine: typeof lifecycleMachine): Implementation {
  return {
    act(deployment, action, capabilities) {
      const answer = ask(deployment, action, capabilities, machine);
      if (answer.verdict === 'accept') return { ...answer, accepted: true, httpStatus: 202 };
      const { httpStatus, code } = refusals[answer.rule as keyof typeof refusals];
      return { ...answer, accepted: false, httpStatus, code };
    },
    see(deployment, observation) {
      const answer = ask(deployment, observation, fullCapabilities, machine);
      return { ...answer, accepted: answer.verdict === 'accept' };
    },
  };
}

/**
 * An event of a script. The generation of an observation is relative to that of the deployment.
 * `likely` picks, by number, one of the events that change the present pair of statuses: without
 * it, a walk would hardly ever reach Suspending.
 */
export type ScriptedEvent =
  | CompleteAction
  | { readonly likely: 'action' | 'observation'; readonly pick: number }
  | { readonly observation: Observation; readonly from: 'none' | 'present' | 'past' | 'future' };

const error = fc.record({
  message: fc.string({ maxLength: 8 }),
  error_code: fc.constantFrom('OutOfMemory', 'SuspendFailed'),
  details: fc.dictionary(fc.string({ maxLength: 4 }), fc.integer(), { maxKeys: 2 }),
});
const checkpoint = fc.nat({ max: 9 });

const observation = fc.oneof(
  ...observationTypes.map((type): fc.Arbitrary<Observation> => {
    switch (observations[type].carries) {
      case 'error':
        return error.map((each) => ({ type, error: each }) as Observation);
      case 'checkpoint':
        return checkpoint.map((each) => ({ type, checkpoint: each }) as Observation);
      default:
        return fc.constant({ type } as Observation);
    }
  }),
);

const action = fc
  .constantFrom(...actionTypes)
  .chain((type) => fc.constantFrom(...everyAction.filter((each) => each.type === type)));
const pick = fc.nat({ max: 999 });
const anywhere = fc.constantFrom<'none' | 'present' | 'past' | 'future'>(
  'none',
  'present',
  'past',
  'future',
);

const scripted: fc.Arbitrary<ScriptedEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ likely: fc.constant('observation' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ likely: fc.constant('action' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ observation, from: anywhere }) },
  { weight: 2, arbitrary: action },
);

export const script = fc.array(scripted, { minLength: 1, maxLength: 80, size: 'max' });

export const capabilities: fc.Arbitrary<Capabilities> = fc
  .tuple(
    ...capabilityNames.map(() =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
    ),
  )
  .map((flags) => {
    return Object.fromEntries(capabilityNames.map((name, index) => [name, flags[index]]));
  }) as fc.Arbitrary<Capabilities>;

/** Returns the steps of a script, from a pipeline that was never started. */
export function walk(
  implementation: Implementation,
  events: readonly ScriptedEvent[],
  present: Capabilities,
): Step[] {
  return stepsOf(implementation, present, events, eventOf);
}

/** Returns the steps of these events, from a pipeline that was never started. */
export function follow(
  implementation: Implementation,
  events: readonly (CompleteAction | Observation)[],
  present: Capabilities,
): Step[] {
  return stepsOf(implementation, present, events, (event) => event);
}

function stepsOf<Each>(
  implementation: Implementation,
  present: Capabilities,
  script: readonly Each[],
  eventFor: (each: Each, before: Deployment) => CompleteAction | Observation,
): Step[] {
  const steps: Step[] = [];
  let before = createDeployment();
  for (const each of script) {
    const step = stepOf(implementation, before, eventFor(each, before), present);
    steps.push(step);
    before = step.after;
  }
  return steps;
}

function stepOf(
  implementation: Implementation,
  before: Deployment,
  event: CompleteAction | Observation,
  present: Capabilities,
): Step {
  if (isAction(event)) {
    const result = implementation.act(before, event, present);
    return { kind: 'action', before, event, result, after: result.deployment };
  }
  const result = implementation.see(before, event);
  return { kind: 'observation', before, event, result, after: result.deployment };
}

function isAction(event: CompleteAction | Observation): event is CompleteAction {
  return event.type in actions;
}

function eventOf(each: ScriptedEvent, before: Deployment): CompleteAction | Observation {
  if ('observation' in each) return addressed(each.observation, each.from, before.generation);
  if (!('likely' in each)) return each;
  const choices = likely(before, each.likely);
  const choice = choices[each.pick % choices.length] as CompleteAction | Observation;
  return 'checkpoint' in choice ? { ...choice, checkpoint: each.pick % 10 } : choice;
}

type Pair = Pick<Deployment, 'status' | 'desiredStatus'>;

/**
 * Returns the events of a kind that change this pair of statuses; if none does, those of the other.
 */
function likely(pair: Pair, kind: 'action' | 'observation') {
  const { action, observation } = movesFrom(pair);
  const [wanted, other] = kind === 'action' ? [action, observation] : [observation, action];
  if (wanted.length > 0) return wanted;
  // A planted bug can lead to a pair that cannot occur; there, any action will do.
  return other.length > 0 ? other : everyAction;
}

interface Moves {
  readonly action: readonly CompleteAction[];
  readonly observation: readonly Observation[];
}
const movesByPair = new Map<string, Moves>();

function movesFrom({ status, desiredStatus }: Pair): Moves {
  const key = `${status}/${desiredStatus}`;
  const known = movesByPair.get(key);
  if (known !== undefined) return known;
  const deployments = withPair(status, desiredStatus);
  const found: Moves = {
    action: everyAction.filter((each) =>
      deployments.some((deployment) => {
        const decision = decide(deployment, each);
        return decision.accepted && decision.changed;
      }),
    ),
    // A failure ends nearly everything, so it is less likely: else no walk would get far.
    observation: everyObservation
      .filter((seen) => deployments.some((each) => moves(each, observe(each, seen))))
      .flatMap((seen): Observation[] =>
        seen.type === 'failed' ? [seen] : [seen, seen, seen, seen],
      ),
  };
  movesByPair.set(key, found);
  return found;
}

const moves = (before: Deployment, { deployment }: { deployment: Deployment }) =>
  before.status !== deployment.status || before.desiredStatus !== deployment.desiredStatus;

function addressed(
  observation: Observation,
  from: 'none' | 'present' | 'past' | 'future',
  generation: number,
): Observation {
  if (from === 'none') return observation;
  const offset = { present: 0, past: -1, future: 1 }[from];
  return { ...observation, generation: Math.max(0, generation + offset) };
}
