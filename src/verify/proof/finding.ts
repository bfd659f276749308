/** Findings: the result of checking one property in one state space. */
import { readThrown, show } from '../../input';
import type { Transition } from '../exploration';

/** The result of checking one property in one state space. */
export interface Finding {
  /** The number of states or transitions that were checked, up to the violation if there is one. */
  readonly checked: number;
  readonly unit: 'states' | 'transitions';
  /** How many of them met the premise. */
  readonly premiseMet: number;
  readonly violation: ViolatingRun | null;
}

/** A shortest run, from the first state of an exploration, that violates a property. */
export interface ViolatingRun {
  readonly steps: readonly Transition[];
  /**
   * For a run that never reaches its goal: the steps that it then repeats for ever, empty if it
   * stays where it is. Null for every other violation.
   */
  readonly cycle: readonly Transition[] | null;
}

/** A property threw while it was checked. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
  /** The id of the property. */
  readonly property: string;

  constructor(property: string, cause: unknown) {
    super(`The property ${property} threw: ${readThrown(cause).message}`, {
      cause,
    });
    this.property = property;
  }
}

/**
 * Returns the answer of a predicate. Throws TypeError for anything but true and false: a promise,
 * for example, would count as true.
 */
export function strictBoolean(answer: boolean): boolean {
  if (typeof answer === 'boolean') return answer;
  throw new TypeError(`it must return true or false, but returned ${show(answer)}`);
}
