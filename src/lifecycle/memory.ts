/**
 * Memory of what was made lately: deployments, and results about them.
 *
 * Making and freezing an object costs more than deciding what goes into it, and the same deployments
 * come back all the time: a user interface asks about one at every poll. So before a deployment or a
 * result is made, it is looked for among those made lately. Both memories have a fixed number of
 * places, where the newest takes the place of what was there: they stay small whatever a host does.
 */
import type { Control } from './compiled/deployment-key';
import type { Deployment, ErrorResponse } from './deployment';
import { isShort } from './error-response';
import { noted, notedId, notedState } from './notes';

const deployments = new Array<Deployment | null>(4096).fill(null);

/** The frozen deployment of this class with these data; the very same as before, if made lately. */
export function deploymentOf(
  state: number,
  control: Omit<Control, 'error'>,
  error: ErrorResponse | null,
  checkpoint: number | null,
  generation: number,
): Deployment {
  const place = placeOf(state, checkpoint, generation);
  const found = deployments[place];
  if (
    found?.generation === generation &&
    found.checkpoint === checkpoint &&
    found.error === error &&
    notedState(found) === state
  ) {
    return found;
  }
  const deployment = made(state, control, error, checkpoint, generation);
  // An error can be long, and then the memory would not stay small.
  if (isShort(error)) deployments[place] = deployment;
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
  const id = notedId(deployment);
  const place = resultPlace(id, question);
  return questions[place] === id * questionsMax + question ? results[place] : undefined;
}

/** Freezes a result, and remembers it if it is about a deployment with notes and no long error. */
export function remember<Result extends object>(
  deployment: Deployment,
  question: number,
  result: Result,
): Readonly<Result> {
  const id = notedId(deployment);
  if (id > 0 && isShort(deployment.error)) {
    const place = resultPlace(id, question);
    questions[place] = id * questionsMax + question;
    results[place] = result;
  }
  return Object.freeze(result);
}

function resultPlace(id: number, question: number): number {
  return (Math.imul(id, 59) + question) & (results.length - 1);
}
