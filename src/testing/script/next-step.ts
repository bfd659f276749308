/**
 * The choice of the next step of a script: for each kind, a step that makes sense in a deployment.
 */
import {
  type ActionType,
  type Capabilities,
  type CompleteAction,
  completedBy,
  type Deployment,
  decide,
  everyAction,
  everyObservation,
  type Observation,
  type ObservationType,
  observations,
  observe,
  reconcile,
} from '../../lifecycle';
import type { ScriptStep } from './script';

/** How often each kind of step occurs, relative to the others; 0 is never. */
export interface ScriptWeights {
  /** The user calls an action, more often than not one that changes something. */
  readonly call: number;
  /** The user polls. */
  readonly poll: number;
  /** The runner reports that it has done what `reconcile` asks. */
  readonly progress: number;
  /** The runner reports a checkpoint, which may come after the failure or the stop. */
  readonly checkpoint: number;
  /** The runner reports a failure. */
  readonly failure: number;
  /** A report arrives too late, twice, or from another deployment. */
  readonly stale: number;
}

/** The weights of a busy user, and of a runner that makes progress nevertheless. */
export const usualWeights: ScriptWeights = Object.freeze({
  call: 6,
  poll: 3,
  progress: 9,
  checkpoint: 1,
  failure: 1,
  stale: 2,
});

/** The part of fast-check's random generator that is used here. */
export interface Chance {
  nextInt(min: number, max: number): number;
}

/** One of these; undefined if there is none. */
function oneOfThese<Item>(items: readonly Item[], chance: Chance): Item | undefined {
  return items.length === 0 ? undefined : items[chance.nextInt(0, items.length - 1)];
}

/** A step of this kind in this deployment; undefined if none makes sense. */
export function stepOfKind(
  kind: keyof ScriptWeights,
  deployment: Deployment,
  capabilities: Capabilities,
  chance: Chance,
): ScriptStep | undefined {
  if (kind === 'poll') return { kind: 'poll' };
  if (kind === 'call') return { kind: 'call', action: anyCall(deployment, capabilities, chance) };
  const observation = reporters[kind](deployment, chance);
  return observation === undefined ? undefined : { kind: 'report', observation };
}

function anyCall(
  deployment: Deployment,
  capabilities: Capabilities,
  chance: Chance,
): CompleteAction {
  const moving = everyAction.filter((action) => {
    const decision = decide(deployment, action, capabilities);
    return decision.accepted && decision.changed;
  });
  // A stop ends everything, so with as many stops as other actions no script would get far.
  const leading = moving.filter(({ type }) => type !== 'stop');
  const preferred = [leading, leading, moving, everyAction][chance.nextInt(0, 3)] ?? everyAction;
  const wanted = preferred.length > 0 ? preferred : everyAction;
  const types = [...new Set(wanted.map(({ type }): ActionType => type))];
  const type = oneOfThese(types, chance);
  const variants = wanted.filter((action) => action.type === type);
  return oneOfThese(variants, chance) as CompleteAction;
}

const codes = ['OutOfMemory', 'NoCapacity', 'WorkerPanic'] as const;

/** Every kind of report, with errors that a line of a script can name. */
const reports = everyObservation.map(
  (each): Observation =>
    each.type === 'failed' ? { ...each, error: errorWithCode(codes[0]) } : each,
);

type Reporter = (deployment: Deployment, chance: Chance) => Observation | undefined;

const reporters: Readonly<Record<Exclude<keyof ScriptWeights, 'call' | 'poll'>, Reporter>> = {
  progress: (deployment, chance) =>
    oneOfThese(applicable(deployment, completedBy[reconcile(deployment).type], chance), chance),
  checkpoint: (deployment, chance) => anyCheckpoint(deployment, chance),
  failure: (deployment, chance) => applicable(deployment, ['failed'], chance)[0],
  stale: (deployment, chance) => {
    const late = reports.filter((each) => !observe(deployment, each).accepted);
    if (chance.nextInt(0, 1) === 0) return oneOfThese(late, chance);
    const { generation } = deployment;
    const other = [generation + 1, generation - 1].filter((each) => each >= 0);
    const report = oneOfThese(reports, chance) as Observation;
    return { ...report, generation: oneOfThese(other, chance) };
  },
};

/** The observations of these types that would be applied, with what they carry. */
function applicable(
  deployment: Deployment,
  types: readonly ObservationType[],
  chance: Chance,
): Observation[] {
  return types
    .map((type) => withPayload(type, deployment, chance))
    .filter((observation) => observe(deployment, observation).accepted);
}

/** A checkpoint; one that is reported after the failure or the stop names its generation. */
function anyCheckpoint(deployment: Deployment, chance: Chance): Observation | undefined {
  const { generation } = deployment;
  const report = withPayload('checkpointed', deployment, chance);
  return [report, { ...report, generation }].find((each) => observe(deployment, each).accepted);
}

function withPayload(type: ObservationType, { checkpoint }: Deployment, chance: Chance) {
  switch (observations[type].carries) {
    case 'error':
      return { type, error: errorWithCode(oneOfThese(codes, chance) as string) } as Observation;
    case 'checkpoint':
      return { type, checkpoint: (checkpoint ?? 0) + chance.nextInt(0, 2) } as Observation;
    default:
      return { type } as Observation;
  }
}

/** The error that a scenario script denotes by this code. */
export function errorWithCode(code: string) {
  return { message: `The pipeline ended: ${code}.`, error_code: code, details: {} };
}
