/**
 * Memory of the deployments that the library itself made: their class, and results about them.
 *
 * Making and freezing an object costs more than deciding what goes into it, and the same deployments
 * come back all the time: a user interface asks about one at every poll. So before a deployment or a
 * result is made, it is looked for among those made lately. Both memories have a fixed number of
 * places, where the newest takes the place of what was there: they stay small whatever a host does.
 */
import type { Control } from './control';
import type { Deployment, ErrorResponse } from './deployment';

/** A class that puts its private fields on an object that exists already. */
class Beside {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return target;
  }
}

let lastId = 0;

/**
 * What is known of one deployment, in private fields on it. A WeakMap would say the same, but
 * entering an object into it costs ten times as much as making the object.
 */
class Notes extends Beside {
  #state: number;
  readonly #id = ++lastId;

  constructor(target: object, state: number) {
    super(target);
    this.#state = state;
  }

  static stateOf(deployment: object): number {
    return #state in deployment ? deployment.#state : -1;
  }

  static idOf(deployment: object): number {
    return #id in deployment ? deployment.#id : 0;
  }

  static update(deployment: object, state: number): void {
    if (#state in deployment) deployment.#state = state;
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
export function note(deployment: Deployment, state: number): void {
  Notes.update(deployment, state);
}

/** The class that is noted of a deployment, else -1. */
export function notedState(deployment: Deployment): number {
  return typeof deployment === 'object' && deployment !== null ? Notes.stateOf(deployment) : -1;
}

const deployments = new Array<Deployment | null>(4096).fill(null);

/** The frozen deployment of this class with these data; the very same as before, if made lately. */
export function deploymentOf(
  state: number,
  control: Omit<Control, 'error'>,
  error: ErrorResponse | null,
  checkpoint: number | null,
  generation: number,
): Deployment {
  if (error !== null) return made(state, control, error, checkpoint, generation);
  const place = placeOf(state, checkpoint, generation);
  const found = deployments[place];
  if (
    found?.generation === generation &&
    found.checkpoint === checkpoint &&
    Notes.stateOf(found) === state
  ) {
    return found;
  }
  const deployment = made(state, control, null, checkpoint, generation);
  deployments[place] = deployment;
  return deployment;
}

function made(
  state: number,
  control: Omit<Control, 'error'>,
  error: ErrorResponse | null,
  checkpoint: number | null,
  generation: number,
): Deployment {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = control;
  const deployment: Deployment = {
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint,
    generation,
  };
  return Object.freeze(noted(deployment, state));
}

/** Odd multipliers scatter neighboring numbers. */
function placeOf(state: number, checkpoint: number | null, generation: number): number {
  const scattered =
    Math.imul(state, 0x9e3779b1) ^
    Math.imul((checkpoint ?? -1) + 1, 0xc2b2ae35) ^
    Math.imul(generation, 0x85ebca6b);
  return (scattered >>> 16) % deployments.length;
}

const results = new Array<object | null>(8192).fill(null);
/** Of which question each result is the answer. */
const questions = new Float64Array(results.length);
/** Questions about one deployment are numbers below this. */
const questionsMax = 1024;

/** The result that was given lately to this question about this deployment object, else undefined. */
export function recalled(deployment: Deployment, question: number): object | null | undefined {
  const id = Notes.idOf(deployment);
  const place = resultPlace(id, question);
  return questions[place] === id * questionsMax + question ? results[place] : undefined;
}

/** Freezes a result, and remembers it if it is about a deployment with notes. */
export function remember<Result extends object>(
  deployment: Deployment,
  question: number,
  result: Result,
): Readonly<Result> {
  const id = Notes.idOf(deployment);
  if (id > 0) {
    const place = resultPlace(id, question);
    questions[place] = id * questionsMax + question;
    results[place] = result;
  }
  return Object.freeze(result);
}

function resultPlace(id: number, question: number): number {
  return (Math.imul(id, 59) + question) & (results.length - 1);
}
