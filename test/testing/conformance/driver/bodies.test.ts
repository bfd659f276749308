/** The bodies of answers: what the documents require, and nothing else. */
import { describe, expect, it } from 'vitest';
import { type ActionType, actionTypes, createDeployment, decide } from '../../../../src/lifecycle';
import { bodyProblem } from '../../../../src/testing/conformance/driver/bodies';
import { tested } from '../tested';

const problem = (type: ActionType, httpStatus: number, body: unknown) =>
  bodyProblem(type, type, { httpStatus, body });

const error = { message: 'No.', error_code: 'No', details: {} };
const conflict = () => {
  const decision = decide(createDeployment(), { type: 'pause' });
  if (decision.accepted) throw new Error('a stopped pipeline is not paused');
  return decision.error;
};

describe('the body of a 202', () => {
  it.each(['activate', 'approve'] as const)('has a checkpoint if it is that of %s', (type) => {
    for (const checkpoint_sequence_number of [0, 1, 2 ** 53]) {
      expect(problem(type, 202, { checkpoint_sequence_number, more: 'fields' })).toBeNull();
    }
    for (const wrong of [undefined, null, -1, 1.5, '1']) {
      const body = { checkpoint_sequence_number: wrong };
      expect(problem(type, 202, body)).toBe(
        `${type} is answered with 202, and checkpoint_sequence_number is ${JSON.stringify(wrong)} in its body: the document of ${type} requires an integer, the number of a checkpoint`,
      );
    }
    expect(problem(type, 202, undefined)).toMatch(/checkpoint_sequence_number is undefined/);
    expect(problem(type, 202, [])).toMatch(/checkpoint_sequence_number is undefined/);
  });

  it('may be anything else if it is that of another action, but not an error', () => {
    for (const type of actionTypes.filter((each) => each !== 'activate' && each !== 'approve')) {
      for (const body of [undefined, null, {}, [], 7]) expect(problem(type, 202, body)).toBeNull();
    }
    for (const type of actionTypes) {
      expect(problem(type, 202, error)).toMatch(
        /has the error_code "No": the documents have it in/,
      );
    }
  });

  it('is not judged if it was cut off on the way', () => {
    expect(problem('activate', 202, '{"checkpoint_seq')).toBeNull();
  });
});

describe('the body of a refusal', () => {
  it.each([
    ['message', 7, 'a string'],
    ['error_code', null, 'a string'],
    ['details', 'none', 'an object'],
    ['details', undefined, 'an object'],
  ])('must have a proper %s, and not %j', (field, value, required) => {
    expect(problem('pause', 400, { ...error, [field]: value })).toBe(
      `pause is answered with 400, and ${field} is ${JSON.stringify(value)} in its body: the documents require ${required} in the body of every error`,
    );
  });

  it('names the first field that is wrong, and the others', () => {
    expect(problem('pause', 400, {})).toMatch(
      /message is undefined in its body, and it lacks a proper error_code, details as well/,
    );
  });

  it('has the details of the documents where they show them', () => {
    const { details, ...body } = conflict();
    expect(problem('pause', 400, { ...body, details: { ...details, more: 1 } })).toBeNull();
    for (const name of Object.keys(details)) {
      expect(problem('pause', 400, { ...body, details: { ...details, [name]: 7 } })).toBe(
        `pause is answered with 400, and details.${name} is 7 in its body: the example in the documents of IllegalPipelineAction has a string there`,
      );
    }
    expect(problem('pause', 400, error)).toBeNull();
  });
});

it('a wrong body is malformed, with the call that it answers at the end of the history', async () => {
  const { outcome, failure } = await tested({
    answer: (answer, { type }) =>
      type === 'activate' && answer.httpStatus === 202 ? { ...answer, body: {} } : answer,
  });
  expect([outcome, failure?.kind]).toEqual(['violates', 'malformed']);
  expect(failure?.message).toMatch(/^activate.* and checkpoint_sequence_number is undefined/);
  expect(failure?.history.at(-1)).toMatch(/"activate".*"answer":202/);
});
