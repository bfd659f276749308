/** Asking the machine what becomes of one event, and by which rule. */
import { type AnyActorScope, createActor, type ExecutableActionObject } from 'xstate';
import type { Deployment } from '../deployment';
import { deploymentOfState, type LifecycleSnapshot, lifecycleMachine, stateOf } from '../machine';
import type { LifecycleEvent } from '../observation';
import type { Refusal, RuleId } from '../rules';
import type { Capabilities } from '../vocabulary';

/** The answer of the machine to one event. */
export interface MachineAnswer {
  readonly verdict: 'accept' | 'reject' | 'stale';
  readonly rule: RuleId;
  /** How an action is refused; a changed machine may refuse in ways of its own. */
  readonly refusal?: Refusal;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
}

/** The error if a machine does not answer with exactly one verdict, which is a bug in it. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}

/**
 * Asks a machine, by default the lifecycle itself. Pure, and slower than `decide` and `observe`.
 * Throws MachineError if the machine does not answer with exactly one verdict.
 */
export function ask(
  deployment: Deployment,
  event: LifecycleEvent,
  capabilities: Capabilities,
  machine: typeof lifecycleMachine = lifecycleMachine,
): MachineAnswer {
  const { scope, actions, snapshots } = inertScopeOf(machine);
  const snapshot = snapshotIn(snapshots, deployment, capabilities, machine);
  actions.length = 0;
  const next = machine.transition(snapshot, event, scope as never);
  const verdicts = actions.flatMap(({ type, params }) =>
    isVerdict(type) ? [{ verdict: type, ...(params as Refusal & { readonly rule: RuleId }) }] : [],
  );
  const [answer] = verdicts;
  if (answer === undefined || verdicts.length > 1) {
    const found = verdicts.map(({ rule }) => rule).join(', ') || 'none';
    const { status, desiredStatus } = deployment;
    throw new MachineError(
      `The machine must answer '${event.type}' in ${status}/${desiredStatus} by one rule, but named ${found}.`,
    );
  }
  const { verdict, rule, httpStatus, code, hint } = answer;
  const after = { verdict, rule, deployment: deploymentOfState(next) };
  return verdict === 'reject' ? { ...after, refusal: { httpStatus, code, hint } } : after;
}

/** The snapshots of deployments that nobody can change, by their capabilities. */
type Snapshots = WeakMap<Deployment, Map<Capabilities, LifecycleSnapshot>>;

/**
 * Returns the snapshot of a deployment. It is kept, because a deployment is asked about many events
 * in a row, and to make the snapshot takes as long as the answer.
 */
function snapshotIn(
  snapshots: Snapshots,
  deployment: Deployment,
  capabilities: Capabilities,
  machine: typeof lifecycleMachine,
): LifecycleSnapshot {
  const make = () => machine.resolveState(stateOf(deployment, capabilities));
  if (!Object.isFrozen(deployment) || !Object.isFrozen(capabilities)) return make();
  const known = snapshots.get(deployment) ?? new Map<Capabilities, LifecycleSnapshot>();
  snapshots.set(deployment, known);
  const snapshot = known.get(capabilities) ?? make();
  known.set(capabilities, snapshot);
  return snapshot;
}

/** A scope in which a transition does nothing but collect its actions. */
interface InertScope {
  readonly scope: AnyActorScope;
  readonly actions: ExecutableActionObject[];
  readonly snapshots: Snapshots;
}

const inertScopes = new WeakMap<object, InertScope>();

/**
 * Returns the scope of all questions to a machine. XState's own `transition()` creates an actor for
 * every question, which takes most of its time.
 */
function inertScopeOf(machine: typeof lifecycleMachine): InertScope {
  const known = inertScopes.get(machine);
  if (known !== undefined) return known;
  const self = createActor(machine);
  const actions: ExecutableActionObject[] = [];
  const nothing = () => {};
  const scope: AnyActorScope = {
    self,
    system: self.system,
    id: self.id,
    sessionId: self.sessionId,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: (action) => actions.push(action),
  };
  const made = { scope, actions, snapshots: new WeakMap() };
  inertScopes.set(machine, made);
  return made;
}

function isVerdict(type: string): type is MachineAnswer['verdict'] {
  return type === 'accept' || type === 'reject' || type === 'stale';
}
