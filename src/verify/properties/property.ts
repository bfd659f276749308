/**
 * Properties: what must hold of a lifecycle, as values.
 *
 * There are four kinds. `always` speaks of states, `step` of what one event does, `leadsTo` of what a
 * fair runner reaches in the end, `responds` of what is reached within a number of observations. Each
 * has a premise and is counted where it is met: a property that was never put to the test proves
 * nothing, and is reported as a failure.
 */
import type { Capability, CompleteAction, Deployment, ObservationType } from '../../lifecycle';
import type { RuleId } from '../../lifecycle/rules';
import type { Step } from '../exploration';

/** What every property has. */
export interface PropertyWords {
  /** Unique; the subject, a dot, what is claimed: `forced-stop.stays`. */
  readonly id: string;
  /** The number of the safety rule that it states a part of, or `liveness`; null for one of your own. */
  readonly line?: string | null;
  /** What must hold, as one sentence. */
  readonly statement: string;
  /** The rules of the catalogue that it follows from. */
  readonly rules: readonly RuleId[];
  /** The capabilities without which its premise cannot be met; none where left out. */
  readonly needs?: readonly Capability[];
  /** Whether it speaks of the rules that answers name: an implementation that names none is spared. */
  readonly readsRules?: boolean;
}

/** A number, a string or a boolean that a step property keeps of the steps before. */
export type Memory = string | number | boolean | null;

/** In every deployment that can occur and meets the premise, the condition holds. */
export interface AlwaysProperty extends PropertyWords {
  readonly kind: 'always';
  readonly premise: (deployment: Deployment) => boolean;
  readonly holds: (deployment: Deployment) => boolean;
}

/**
 * Across every step that meets the premise, the condition holds. `memory` says what is kept of the
 * steps before, in all courses of events; of it there must be finitely many values.
 */
export interface StepProperty<Kept extends Memory = Memory> extends PropertyWords {
  readonly kind: 'step';
  readonly premise: (step: Step, memory: Kept) => boolean;
  readonly holds: (step: Step, memory: Kept) => boolean;
  readonly memory: {
    readonly initial: Kept;
    /** What is kept after this step. */
    readonly after: (memory: Kept, step: Step) => Kept;
  } | null;
}

/** From every deployment `from`, every fair run without a user's action gets to a deployment `to`. */
export interface LeadsToProperty extends PropertyWords {
  readonly kind: 'leadsTo';
  readonly from: (deployment: Deployment) => boolean;
  readonly to: (deployment: Deployment) => boolean;
}

/**
 * After the action, whatever else is reported in between, these observations in this order lead to a
 * deployment `to`. Its premise is met wherever the action is called, whatever it is answered.
 */
export interface RespondsProperty extends PropertyWords {
  readonly kind: 'responds';
  readonly after: CompleteAction;
  readonly within: readonly ObservationType[];
  readonly to: (deployment: Deployment) => boolean;
}

/** Anything that can be proven. */
export type Property = AlwaysProperty | StepProperty | LeadsToProperty | RespondsProperty;

/** In every deployment that can occur: `holds`, wherever `premise`. Pure; frozen. */
export function always(property: Omit<AlwaysProperty, 'kind'>): AlwaysProperty {
  return Object.freeze({ ...property, kind: 'always' });
}

/** Across every step: `holds`, wherever `premise`. Pure; frozen. */
export function step<Kept extends Memory = null>(
  property: Omit<StepProperty<Kept>, 'kind' | 'memory'> &
    Partial<Pick<StepProperty<Kept>, 'memory'>>,
): StepProperty {
  // What the memory holds is between the functions of one property.
  const memory = property.memory ?? null;
  return Object.freeze({ ...property, kind: 'step', memory }) as unknown as StepProperty;
}

/** A fair run from every deployment `from` gets to a deployment `to`. Pure; frozen. */
export function leadsTo(property: Omit<LeadsToProperty, 'kind'>): LeadsToProperty {
  return Object.freeze({ ...property, kind: 'leadsTo' });
}

/** After the action, these observations lead to a deployment `to`. Pure; frozen. */
export function responds(property: Omit<RespondsProperty, 'kind'>): RespondsProperty {
  return Object.freeze({ ...property, kind: 'responds' });
}
