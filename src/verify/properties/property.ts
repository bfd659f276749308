/**
 * Properties: the claims about a lifecycle that can be proven, as values.
 *
 * There are four kinds. `always` is about states, `step` about the effect of one event, `leadsTo`
 * about what a fair runner reaches in the end, and `responds` about what a number of observations
 * reach. Each has a premise, and every state or transition that meets it is counted: a property
 * that was never put to the test proves nothing, and is reported as a failure.
 */
import { fieldsOf } from '../../input';
import type { Capability, CompleteAction, Deployment, ObservationType } from '../../lifecycle';
import type { RuleId } from '../../lifecycle/rules';
import type { Transition } from '../exploration';

/** The description that every property has. */
export interface PropertyDescription {
  /** Unique; the subject, a dot and the claim: `forced-stop.stays`. */
  readonly id: string;
  /** The safety rule of which it states a part, by number, or `liveness`; null for your own. */
  readonly requirement?: string | null;
  /** The claim, as one sentence. */
  readonly statement: string;
  /** The rules of the catalogue that it follows from. */
  readonly rules: readonly RuleId[];
  /** The capabilities without which its premise cannot be met. Default: none. */
  readonly needs?: readonly Capability[];
  /** True if it is about the rules that answers name; an implementation need not name any. */
  readonly readsRules?: boolean;
}

/** The value that a step property remembers from one transition to the next. */
export type Memory = string | number | boolean | null;

/** In every deployment that can occur and meets the premise, the condition holds. */
export interface AlwaysProperty extends PropertyDescription {
  readonly kind: 'always';
  readonly premise: (deployment: Deployment) => boolean;
  readonly holds: (deployment: Deployment) => boolean;
}

/**
 * Across every transition that meets the premise, the condition holds. `memory` remembers something
 * of the transitions before, on every possible run; it must take finitely many values.
 */
export interface StepProperty<Kept extends Memory = Memory> extends PropertyDescription {
  readonly kind: 'step';
  readonly premise: (transition: Transition, memory: Kept) => boolean;
  readonly holds: (transition: Transition, memory: Kept) => boolean;
  readonly memory: {
    readonly initial: Kept;
    /** Returns the value to remember after this transition. */
    readonly after: (memory: Kept, transition: Transition) => Kept;
  } | null;
}

/** From every deployment `from`, every fair run without user actions reaches a deployment `to`. */
export interface LeadsToProperty extends PropertyDescription {
  readonly kind: 'leadsTo';
  readonly from: (deployment: Deployment) => boolean;
  readonly to: (deployment: Deployment) => boolean;
}

/**
 * After the action, these observations in this order lead to a deployment `to`, whatever else is
 * reported in between. The premise is met wherever the action is requested, whether accepted or
 * refused.
 */
export interface RespondsProperty extends PropertyDescription {
  readonly kind: 'responds';
  readonly after: CompleteAction;
  readonly within: readonly ObservationType[];
  readonly to: (deployment: Deployment) => boolean;
}

/** A claim that can be proven. */
export type Property = AlwaysProperty | StepProperty | LeadsToProperty | RespondsProperty;

/**
 * Makes a property of states: `holds` in every deployment that meets `premise`. Pure; frozen.
 * Throws InvalidInputError for anything but an object, as the next three functions do.
 */
export function always(property: Omit<AlwaysProperty, 'kind'>): AlwaysProperty {
  return made('always', property);
}

/** Makes a property of transitions: `holds` across every one that meets `premise`. Pure; frozen. */
export function step<Kept extends Memory = null>(
  property: Omit<StepProperty<Kept>, 'kind' | 'memory'> &
    Partial<Pick<StepProperty<Kept>, 'memory'>>,
): StepProperty {
  // Only the functions of this property ever see its memory, so its type may be forgotten here.
  const { memory = null, ...described } = copyOf(property);
  return Object.freeze({ ...described, kind: 'step', memory }) as unknown as StepProperty;
}

/** Makes a liveness property: every fair run gets from `from` to `to`. Pure; frozen. */
export function leadsTo(property: Omit<LeadsToProperty, 'kind'>): LeadsToProperty {
  return made('leadsTo', property);
}

/** Makes a property of responses: after the action, the observations lead to `to`. Pure; frozen. */
export function responds(property: Omit<RespondsProperty, 'kind'>): RespondsProperty {
  return made('responds', property);
}

/** Returns a copy of the description of a property, with its kind. Throws InvalidInputError. */
function made<Kind extends Property['kind'], Given extends object>(kind: Kind, property: Given) {
  return Object.freeze({ ...copyOf(property), kind });
}

function copyOf<Given>(property: Given): Given {
  return fieldsOf(property, 'property', 'an object that describes a property') as Given;
}
