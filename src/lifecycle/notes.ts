/**
 * Notes about objects that the library itself made, in private fields on them.
 *
 * A WeakMap would say the same, but entering an object into it costs ten times as much as making the
 * object. The notes cannot be seen: not by keys, not by JSON, not by a copy.
 */

/**
 * A class that puts its private fields on an object that exists already. Before it is frozen: later,
 * engines may refuse it.
 */
export class Beside {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return target;
  }
}

let lastId = 0;

class Notes extends Beside {
  #state: number;
  readonly #id = ++lastId;

  constructor(target: object, state: number) {
    super(target);
    this.#state = state;
  }

  static stateOf(target: object): number {
    return #state in target ? target.#state : -1;
  }

  static idOf(target: object): number {
    return #id in target ? target.#id : 0;
  }

  static update(target: object, state: number): void {
    if (#state in target) target.#state = state;
  }
}

/**
 * Notes the class of a deployment that the library makes, -1 where it is not known yet. The caller
 * then freezes it deeply, so that the class holds for good.
 */
export function noted<Made extends object>(made: Made, state: number): Made {
  new Notes(made, state);
  return made;
}

/** Notes the class, where a deployment has notes; does nothing for one that the library did not make. */
export function note(deployment: object, state: number): void {
  Notes.update(deployment, state);
}

/** The class that is noted of a deployment, else -1. */
export function notedState(deployment: object): number {
  return typeof deployment === 'object' && deployment !== null ? Notes.stateOf(deployment) : -1;
}

/** A number that no other object with notes has; 0 for one without. */
export function notedId(deployment: object): number {
  return Notes.idOf(deployment);
}
