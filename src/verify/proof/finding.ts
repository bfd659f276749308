/** What is found when a property is checked. */
import { show } from '../../input';
import type { Step } from '../exploration';

/** What was found of one property in one state space. */
export interface Finding {
  /** How many states or steps were looked at; up to the violation, if there is one. */
  readonly checked: number;
  readonly unit: 'states' | 'steps';
  /** How many of them met the premise. */
  readonly premiseMet: number;
  readonly violation: Violation | null;
}

/** The fewest steps, from a pipeline that was never started, that violate a property. */
export interface Violation {
  readonly steps: readonly Step[];
  /**
   * Of a run that never gets where it should: the steps that it then repeats for ever, none where it
   * stays as it is. Null for every other violation.
   */
  readonly cycle: readonly Step[] | null;
}

/** A property threw while it was checked. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
  /** The id of the property. */
  readonly property: string;

  constructor(property: string, cause: unknown) {
    super(`The property ${property} threw: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
    this.property = property;
  }
}

/**
 * The answer of a predicate. Throws TypeError for one that is neither true nor false: a promise, for
 * example, would pass for true.
 */
export function truth(answer: boolean): boolean {
  if (typeof answer === 'boolean') return answer;
  throw new TypeError(`it must answer true or false, but answered ${show(answer)}`);
}
