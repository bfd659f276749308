/** What the errors for callers' mistakes say, word by word: they are read in logs and terminals. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError, oneOf, shortened, show } from '../../src/input/invalid-input';
import {
  createDeployment,
  type Deployment,
  fromRequest,
  InvalidDeploymentError,
  parseAction,
  parseCapabilities,
  parseDeployment,
  parseObservation,
  parseRequest,
} from '../../src/lifecycle';
import { fromSnapshot } from '../../src/lifecycle/machine/snapshot';
import { ruleOf } from '../../src/lifecycle/rules/catalogue';
import { deploymentWith } from './helpers';

describe('a value', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;

  it.each<[value: unknown, shown: string]>([
    ['text', '"text"'],
    [3, '3'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [12n, '12n'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
    [cycle, 'an object that is not JSON'],
    [{ n: 1n }, 'an object that is not JSON'],
    [Symbol('s'), 'Symbol(s)'],
    ['x'.repeat(78), `"${'x'.repeat(78)}"`],
    ['x'.repeat(79), `"${'x'.repeat(79)}…`],
  ])('is shown like JSON, whatever it is: case %$', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('is shown on one line, and does nothing to the terminal', () => {
    expect(shortened('a\nb\u001b[31mc\u009fd', 99)).toBe('a\\u000ab\\u001b[31mc\\u009fd');
    expect(shortened('12345', 5)).toBe('12345');
    expect(shortened('123456', 5)).toBe('12345…');
  });
});

describe('what is allowed', () => {
  it('is one value or a list', () => {
    expect(oneOf(['start'])).toBe('"start"');
    expect(oneOf(['start', true])).toBe('one of "start", true');
  });
});

/** What is thrown, and how it is said. */
function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InvalidInputError);
    return (thrown as InvalidInputError).message;
  }
  throw new Error('Nothing was thrown.');
}

describe('a mistake', () => {
  const types = '"start", "stop", "pause", "resume", "activate", "approve", "dismissError"';

  it.each<[act: () => unknown, message: string]>([
    [() => parseAction(null), 'action is null, but must be an object with a type.'],
    [() => parseAction({ type: 'go' }), `type is "go", but must be one of ${types}.`],
    [
      () => parseAction({ type: 'stop', forced: true }),
      'forced is true, but must be left out: action stop has only type, force.',
    ],
    [() => parseObservation(5), 'observation is 5, but must be an object with a type.'],
    [
      () => parseObservation({ type: 'suspended', step: 1 }),
      'step is 1, but must be left out: observation suspended has only type, checkpoint, generation.',
    ],
    [
      () => parseObservation({ type: 'running', step: 1 }),
      'step is 1, but must be left out: observation running has only type, generation.',
    ],
    [
      () => parseObservation({ type: 'suspended' }),
      'checkpoint is undefined, but must be a non-negative safe integer.',
    ],
    [() => parseCapabilities('all'), 'capabilities is "all", but must be a plain object.'],
    [
      () => parseCapabilities({ fast: true }),
      'fast is true, but must be left out: a pipeline has only checkpointing, suspendable, standby.',
    ],
    [() => parseCapabilities({ standby: 1 }), 'standby is 1, but must be one of true, false.'],
    [() => parseRequest(5 as never), 'request is 5, but must be a string.'],
    [() => parseRequest('pause?x=1'), 'x is "1", but must be left out: pause has no fields.'],
    [
      () => parseRequest('dismiss_error?x=1'),
      'x is "1", but must be left out: dismiss_error has no fields.',
    ],
    [
      () => parseRequest('stop?force=true&force=false'),
      'force is "false", but must be given at most once.',
    ],
    [() => fromRequest('stop', null as never), 'query is null, but must be a plain object.'],
    [
      () => parseRequest('dismissError'),
      'action is "dismissError", but must be one of "start", "stop", "pause", "resume", "activate", "approve", "dismiss_error".',
    ],
    [
      () => fromSnapshot(5 as never),
      'snapshot is 5, but must be a snapshot of the lifecycle machine.',
    ],
    [
      () => fromSnapshot({ value: {}, context: null } as never),
      'snapshot is {"value":{},"context":null}, but must be a snapshot of the lifecycle machine.',
    ],
    [
      () => fromSnapshot({ value: 'Stopped', context: {} } as never),
      'snapshot is {"value":"Stopped","context":{}}, but must be a snapshot of the lifecycle machine.',
    ],
    [
      () => fromSnapshot(null as never),
      'snapshot is null, but must be a snapshot of the lifecycle machine.',
    ],
    [
      () => ruleOf('start.never' as never),
      'id is "start.never", but must be the id of one of the rules.',
    ],
    [() => parseDeployment(5), 'Invalid deployment: deployment is 5, but must be an object.'],
    [
      () => parseDeployment({ ...createDeployment(), checkpoint: -1, owner: 'ann' }),
      'Invalid deployment: checkpoint is -1, but must be null or a non-negative safe integer. owner is "ann", but must be left out: a deployment has only status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved, error, checkpoint, generation.',
    ],
  ])('says which field is what, and what it must be: case %$', (act, message) => {
    expect(messageOf(act)).toBe(message);
  });

  it('that no single field shows says which fields cannot go together, and why', () => {
    const stopping = deploymentWith({ status: 'Stopping', error: null });
    const given: Deployment = { ...stopping, desiredStatus: 'Suspended' };
    expect(messageOf(() => parseDeployment(given))).toBe(
      'Invalid deployment: ' +
        'status, desiredStatus {"status":"Stopping","desiredStatus":"Suspended"} cannot occur: ' +
        'A pipeline that is Stopping has desired status Stopped. ' +
        'status, desiredStatus {"status":"Stopping","desiredStatus":"Suspended"} cannot occur: ' +
        'Desired status Suspended occurs only while the pipeline is deployed.',
    );
  });

  it('has its problems for a program as well, which cannot be changed', () => {
    const problems = [{ field: 'status', value: 'Up', allowed: 'a status' }] as const;
    const error = new InvalidDeploymentError(problems);
    expect(error).toMatchObject({ name: 'InvalidDeploymentError', ...problems[0], problems });
    expect(Object.isFrozen(error.problems)).toBe(true);
    expect(error.problems).not.toBe(problems);
    expect(new InvalidInputError(problems[0])).toMatchObject({
      name: 'InvalidInputError',
      message: 'status is "Up", but must be a status.',
      ...problems[0],
    });
  });
});

it('a field without a name is shown as one', () => {
  expect(messageOf(() => parseCapabilities({ '': true }))).toMatch(
    /^"" is true, but must be left out/,
  );
});
