/** The observations that a runner can report, each with what would become of it. */
import {
  completedBy,
  type Deployment,
  type Observation,
  type ObservationType,
  observationMeanings,
  observations,
  observationTypes,
  observe,
  type Rule,
  reconcile,
  ruleOf,
  type StepType,
  settled,
} from '../../lifecycle';
import { changesAsText, fieldChanges } from './changes';
import { failure } from './walk';

/** The deployment that an observation says it is about. */
export type ObservedGeneration = 'present' | 'earlier' | 'unnamed';

/** The data of observations, as it is set on the page. */
export interface ObservationData {
  readonly generation: ObservedGeneration;
  /** The number of the checkpoint, for the observations that carry one. */
  readonly checkpoint: number;
}

/** An observation, and what would become of it. */
export interface OfferedObservation {
  readonly observation: Observation;
  readonly type: ObservationType;
  readonly meaning: string;
  readonly applied: boolean;
  /** True if it says that the next step of the runner is done. */
  readonly expected: boolean;
  /** The changes of an applied observation, or the reason that it is stale. */
  readonly effect: string;
  readonly after: Deployment;
  readonly rule: Rule;
}

/** The next step of the runner. */
export interface NextStep {
  readonly type: StepType;
  /** True if there is nothing to do until a user acts. */
  readonly settled: boolean;
  /** The observations that say that it is done. */
  readonly completedBy: readonly ObservationType[];
}

/** Returns the next step of the runner. Pure. */
export function nextStep(deployment: Deployment): NextStep {
  const { type } = reconcile(deployment);
  return { type, settled: settled(deployment), completedBy: completedBy[type] };
}

/** Returns every observation, those first that say that the next step is done. Pure. */
export function offeredObservations(
  deployment: Deployment,
  data: ObservationData,
): readonly OfferedObservation[] {
  const next = nextStep(deployment);
  const all = observationTypes.map((type): OfferedObservation => {
    const observation = observationWith(type, deployment, data);
    const outcome = observe(deployment, observation);
    return {
      ...{ observation, type, meaning: observationMeanings[type], applied: outcome.accepted },
      expected: outcome.accepted && next.completedBy.includes(type),
      effect: outcome.accepted
        ? changesAsText(fieldChanges(deployment, outcome.deployment))
        : outcome.reason,
      after: outcome.deployment,
      rule: ruleOf(outcome.rule),
    };
  });
  const rank = ({ expected, applied }: OfferedObservation) => (expected ? 0 : applied ? 1 : 2);
  return all.sort((one, other) => rank(one) - rank(other));
}

/** Returns an observation of this type with this data. Pure. */
export function observationWith(
  type: ObservationType,
  { generation: present }: Deployment,
  { generation, checkpoint }: ObservationData,
): Observation {
  const { carries } = observations[type];
  return {
    type,
    ...(carries === 'error' ? { error: failure } : {}),
    ...(carries === 'checkpoint' ? { checkpoint } : {}),
    ...(generation === 'present' ? { generation: present } : {}),
    ...(generation === 'earlier' ? { generation: Math.max(present - 1, 0) } : {}),
  } as Observation;
}

/** Returns the number that the next checkpoint would have. Pure. */
export function checkpointToCome({ checkpoint }: Deployment): number {
  return checkpoint === null ? 1 : checkpoint + 1;
}
