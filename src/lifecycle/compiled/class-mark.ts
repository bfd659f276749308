/** Marking the deployments that the library has made, with the class that they are of. */
import { PrivateMark } from '../../input';
import type { Deployment } from '../deployment';

class ClassMark extends PrivateMark {
  readonly #index: number;

  constructor(deployment: Deployment, index: number) {
    super(deployment);
    this.#index = index;
  }

  static on(value: object): number {
    return #index in value ? value.#index : -1;
  }
}

/** Freezes a deployment that nobody else has, and marks it with its class; returns it. */
export function marked(deployment: Deployment, classIndex: number): Deployment {
  new ClassMark(deployment, classIndex);
  return Object.freeze(deployment);
}

/** Returns the class of a deployment that was marked; -1 for any other value. */
export function markedClass(value: unknown): number {
  return typeof value === 'object' && value !== null ? ClassMark.on(value) : -1;
}
