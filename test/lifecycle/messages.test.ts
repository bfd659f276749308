/** The messages of errors for callers' mistakes, word by word: people read them in logs. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input';
import {
  createDeployment,
  type Deployment,
  fromRequest,
  fromSnapshot,
  InvalidDeploymentError,
  parseAction,
  parseCapabilities,
  parseDeployment,
  parseObservation,
  parseRequest,
  ruleOf,
} from '../../src/lifecycle';
import { deploymentWith } from './helpers';

/** The message of the InvalidInputError that this throws. */
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
      "Unknown field 'forced' (true): action stop has only type, force.",
    ],
    [() => parseObservation(5), 'observation is 5, but must be an object with a type.'],
    [
      () => parseObservation({ type: 'suspended', step: 1 }),
      "Unknown field 'step' (1): observation suspended has only type, checkpoint, generation.",
    ],
    [
      () => parseObservation({ type: 'running', step: 1 }),
      "Unknown field 'step' (1): observation running has only type, generation.",
    ],
    [
      () => parseObservation({ type: 'suspended' }),
      'checkpoint is undefined, but must be a non-negative safe integer.',
    ],
    [() => parseCapabilities('all'), 'capabilities is "all", but must be a plain object.'],
    [
      () => parseCapabilities({ fast: true }),
      "Unknown field 'fast' (true): a pipeline has only checkpointing, suspendable, standby.",
    ],
    [() => parseCapabilities({ standby: 1 }), 'standby is 1, but must be one of true, false.'],
    [() => parseRequest(5 as never), 'request is 5, but must be a string.'],
    [
      () => parseRequest('pause?api_key=SECRET'),
      "Unknown field 'api_key', which must be left out: pause has no fields.",
    ],
    [
      () => parseRequest('stop?x=1'),
      "Unknown field 'x', which must be left out: stop has only force.",
    ],
    [
      () => parseRequest('stop?force=true&force=false'),
      'force is given twice, but must be given at most once.',
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
      'Invalid deployment: checkpoint is -1, but must be null or a non-negative safe integer. Unknown field \'owner\' ("ann"): a deployment has only status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved, error, checkpoint, generation.',
    ],
  ])('names the field, its value and what is allowed: case %$', (act, message) => {
    expect(messageOf(act)).toBe(message);
  });

  it('in the combination of fields names these fields and the rule', () => {
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

  it('has its problems as data as well, frozen', () => {
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

it('names an unknown field even if its name is empty', () => {
  expect(messageOf(() => parseCapabilities({ '': true }))).toMatch(
    /^Unknown field '' \(true\): a pipeline has only /,
  );
});
