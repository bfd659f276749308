/**
 * The bodies of clear answers, compared with what the documents say of them: the checkpoint of
 * activate and approve, the envelope of every error, and the details of the one refusal that the
 * documents show. A server may have further fields.
 */
import { fieldsOf, isFields, show } from '../../../input';
import {
  type ActionType,
  answersWithCheckpoint,
  createDeployment,
  decide,
} from '../../../lifecycle';
import { missingIn } from './answers';
import type { DriverAnswer } from './driver';

/** Says what is wrong with the body of a clear answer, or null. Pure. */
export function bodyProblem(
  request: string,
  type: ActionType,
  { httpStatus, body }: DriverAnswer,
): string | null {
  // A text is JSON that was cut off on the way, or a page of something in between.
  if (typeof body === 'string') return null;
  const isAccepted = httpStatus === 202;
  if (!isAccepted && httpStatus < 400) return null;
  const problem = isAccepted ? acceptedProblem(type, body) : errorProblem(body);
  return problem === null ? null : `${request} is answered with ${httpStatus}, ${problem}`;
}

function acceptedProblem(type: ActionType, body: unknown): string | null {
  const given = isFields(body) ? fieldsOf(body, 'body') : {};
  if (given.error_code !== undefined) {
    return `and its body has the error_code ${show(given.error_code)}: the documents have it in the body of an error, and 202 says that there is none`;
  }
  if (!answersWithCheckpoint.includes(type)) return null;
  const { checkpoint_sequence_number: checkpoint } = given;
  const isCount = Number.isInteger(checkpoint) && Number(checkpoint) >= 0;
  if (isCount) return null;
  return `and checkpoint_sequence_number is ${show(checkpoint)} in its body: the document of ${type} requires an integer, the number of a checkpoint`;
}

function errorProblem(body: unknown): string | null {
  const [missing, ...others] = missingIn(body);
  const given = isFields(body) ? fieldsOf(body, 'body') : {};
  if (missing !== undefined) {
    const also = others.length === 0 ? '' : `, and it lacks a proper ${others.join(', ')} as well`;
    const type = missing === 'details' ? 'an object' : 'a string';
    return `and ${missing} is ${show(given[missing])} in its body${also}: the documents require ${type} in the body of every error`;
  }
  const example = documentedRefusal();
  if (given.error_code !== example.error_code) return null;
  const details = fieldsOf(given.details, 'details');
  const wrong = Object.keys(example.details).find((name) => typeof details[name] !== 'string');
  if (wrong === undefined) return null;
  return `and details.${wrong} is ${show(details[wrong])} in its body: the example in the documents of ${example.error_code} has a string there`;
}

/** The refusal that the documents show as an example; other details they leave open. */
function documentedRefusal() {
  const decision = decide(createDeployment(), { type: 'pause' });
  if (decision.accepted) throw new Error('pause is not refused');
  return decision.error;
}
