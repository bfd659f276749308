/**
 * The export to SCXML means the same as the machine: from every state and by every event, an
 * independent interpreter reaches the same deployment with the same answer.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { toScxml } from '../../../src/diagrams';
import { scxmlOf } from '../../../src/diagrams/formats/scxml';
import {
  type ActionType,
  actions,
  type Capabilities,
  createDeployment,
  type Deployment,
  everyCapabilities,
  fullCapabilities,
  resourcesDesiredStatus,
  resourcesStatus,
} from '../../../src/lifecycle';
import { parametersOf } from '../../../src/lifecycle/action';
import { lifecycleMachine } from '../../../src/lifecycle/machine/machine';
import { refusals } from '../../../src/lifecycle/rules/refusals';
import {
  everyEvent,
  type LifecycleMachine,
  type Transition,
} from '../../../src/verify/exploration/explore';
import { bugs } from '../../lifecycle/planted-bugs';
import * as walks from '../../lifecycle/walks';
import { amount, isLong, sample } from '../../tier';
import { explored } from '../../verify/explored';
import { compiled, type Session, type Situation } from './scion';

/** The outcome by which the machine and an interpreter are compared. */
interface Outcome {
  readonly deployment: Deployment;
  readonly answer: unknown;
}

/** The outcome of an event in an interpreter. */
function outcomeOf({ states, data }: Session): Outcome {
  const { answer, capabilities: _, ...rest } = data;
  const [status, desiredStatus] = ['status', 'desired'].map((region) => {
    const [active, ...others] = states().filter((id) => id.startsWith(`${region}.`));
    return others.length === 0 ? active?.split('.').at(-1) : others;
  });
  return { deployment: { status, desiredStatus, ...rest } as unknown as Deployment, answer };
}

/** The outcome of the same event in the library. */
function expectedOf({ kind, accepted, rule, httpStatus, errorCode: code, after }: Told): Outcome {
  const refused = kind === 'action' && !accepted;
  const word = accepted ? 'accept' : refused ? 'reject' : 'stale';
  const { hint } = refused ? refusals[rule as keyof typeof refusals] : { hint: '' };
  const answer = { word, rule, ...(refused && { httpStatus, code, hint }) };
  return { deployment: after, answer };
}

type Told = Pick<Transition, 'kind' | 'accepted' | 'rule' | 'httpStatus' | 'errorCode' | 'after'>;

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Sends an event, and returns the difference between the two outcomes; null if there is none. */
function difference(session: Session, event: Transition['event'], step: Told, lean: boolean) {
  session.data.answer = null;
  const { type, ...fields } = lean ? withoutDefaults(event) : event;
  session.send(type, Object.keys(fields).length === 0 ? undefined : plain(fields));
  const [theirs, ours] = [plain(outcomeOf(session)), plain(expectedOf(step))];
  return isDeepStrictEqual(theirs, ours) ? null : JSON.stringify({ event, theirs, ours });
}

/** The event without the parameters that have their defaults. */
function withoutDefaults(event: Transition['event']): Transition['event'] {
  const defaults = event.type in actions ? parametersOf(event.type as ActionType) : {};
  const fields = Object.entries(event).filter(([name, value]) => value !== defaults[name]?.default);
  return Object.fromEntries(fields) as unknown as Transition['event'];
}

function situationOf(deployment: Deployment, capabilities: Capabilities): Situation {
  const { status, desiredStatus, ...data } = deployment;
  const states = [
    ['status', resourcesStatus(deployment), status],
    ['desired', resourcesDesiredStatus(deployment), desiredStatus],
  ].map((path) => [...new Set(path)].join('.'));
  return { states, data: { ...data, capabilities, answer: null } };
}

/** With the parameters that have their defaults, and without. */
const leans = isLong ? [false, true] : [true];

/**
 * Sends every event in every state to an interpreter; returns the count and the first difference.
 */
function compare(text: string, capabilities: Capabilities) {
  const { states, transitions } = explored(capabilities);
  const begin = compiled(text);
  let count = 0;
  for (const { number, deployment } of states) {
    const anew = () => begin(situationOf(deployment, capabilities));
    let session = anew();
    for (const step of transitions[number] as readonly Transition[]) {
      for (const lean of leans) {
        const found = difference(session, step.event, step, lean);
        if (found !== null) return { count, found: `${JSON.stringify(deployment)}: ${found}` };
        count += 1;
        // Unless something has changed, the interpreter is as good as new.
        if (step.after !== deployment) session = anew();
      }
    }
  }
  return { count, found: null };
}

const nameOf = (capabilities: Capabilities) => {
  const present = Object.entries(capabilities).filter(([, isPresent]) => isPresent);
  return present.map(([name]) => name).join(', ') || 'none';
};
const combinations = everyCapabilities.map((each) => [nameOf(each), each] as const);
const full = toScxml();

describe('every event in every state, with and without parameters that have their defaults', () => {
  // The last combination has the fewest states.
  it.each(isLong ? combinations : combinations.slice(-1))('%s', (name, capabilities) => {
    const { count, found } = compare(toScxml({ capabilities }), capabilities);
    expect(found).toBeNull();
    const { states, transitionCount } = explored(capabilities);
    expect(count).toBe(leans.length * transitionCount);
    if (name === nameOf(fullCapabilities)) {
      expect([states.length, transitionCount]).toEqual([320, 320 * everyEvent.length]);
    }
  });
});

describe('a fault that is planted in the document is found', () => {
  const forced = '(_event.data || {}).force === undefined ? false';
  const faults: Readonly<Record<string, readonly [part: string | RegExp, by: string]>> = {
    'rows that leave their region': [/ type="internal"/g, ''],
    'another target': ['target="status.Provisioning"', 'target="status.Stopping"'],
    'another first state': ['initial="desired.Stopped"', 'initial="desired.Suspended"'],
    'another guard': ["In('desired.Provisioned')", "In('desired.Stopped')"],
    'the other error': ['error !== null', 'error === null'],
    'another default': [forced, forced.replace('false', 'true')],
    'a generation that is not counted': ['generation + 1', 'generation'],
    'a checkpoint that goes down': ['Math.max', 'Math.min'],
    'an error that is kept': ['<assign location="error" expr="null"/>', ''],
    'another rule': ['stop.graceful&quot;', 'stop.forced&quot;'],
    'another status of HTTP': ['httpStatus&quot;:405', 'httpStatus&quot;:400'],
    'rows in another order': [
      /(<state id="desired".*)([\s\S]*)(<transition event="stop" type[\s\S]*?<\/transition>)/,
      '$1$3$2',
    ],
  };

  it.each(Object.entries(faults))('%s', (_name, [part, by]) => {
    const text = full.replace(part, by);
    expect(text).not.toBe(full);
    // Only a session that begins anew shows the first state.
    const found = differenceOnWalk(text, [], false) ?? compare(text, fullCapabilities).found;
    expect(found).not.toBeNull();
  });

  it('an assignment to an unknown location', () => {
    const session = compiled(full.replace('location="generation"', 'location="generations"'))();
    expect(() => session.send('start', { initial: 'standby' })).toThrow('There is no generations.');
  });

  it('a condition that cannot be evaluated', () => {
    const session = compiled(full.replace("In('desired.Provisioned')", 'desired.Provisioned'))();
    expect(() => session.send('provisioning', {})).toThrow('desired is not defined');
  });
});

/** Begins anew and sends the events of a walk; returns the first difference, if any. */
function differenceOnWalk(text: string, steps: readonly walks.Step[], lean: boolean) {
  const session = compiled(text)();
  const fresh = outcomeOf(session);
  if (!isDeepStrictEqual(fresh, { deployment: { ...createDeployment() }, answer: null })) {
    return JSON.stringify(fresh);
  }
  for (const { kind, event, result, after } of steps) {
    const { accepted, rule, httpStatus = null, code = null } = result;
    const told = { kind, accepted, rule, httpStatus, errorCode: code, after } as Told;
    const found = difference(session, event, told, lean);
    if (found !== null) return found;
  }
  return null;
}

describe('walks from a pipeline that was never started', () => {
  it('of the lifecycle', () => {
    const walkCount = amount({ usual: 30, deep: 300 });
    const texts = new Map(
      combinations.map(([name, capabilities]) => [name, toScxml({ capabilities })]),
    );
    let count = 0;
    fc.assert(
      fc.property(walks.script, walks.capabilities, fc.boolean(), (events, present, lean) => {
        const steps = walks.walk(walks.library, events, present);
        count += steps.length;
        const text = texts.get(nameOf(present)) as string;
        expect(differenceOnWalk(text, steps, lean)).toBeNull();
      }),
      { seed: 3, numRuns: walkCount },
    );
    expect(count).toBeGreaterThan(10 * walkCount);
  });

  const machines: Readonly<Record<string, LifecycleMachine>> = {
    'other constants': lifecycleMachine.provide({
      actions: { spendApproval: assign({ bootstrapApproved: true, checkpoint: 7 }) },
    }),
    ...Object.fromEntries(
      [
        'resume cancels a forced stop',
        'approve is accepted while running',
        'a failed suspension is recorded as a clean stop',
        'an observation resets the desired status',
        'a failure restarts a stopped pipeline',
      ].map((bug) => [bug, bugs[bug]?.machine as LifecycleMachine]),
    ),
  };

  it.each(sample(Object.entries(machines), 2))(
    'of a machine that is changed: %s',
    (_name, machine) => {
      const text = scxmlOf(machine, fullCapabilities);
      expect(text).not.toBe(full);
      const implementation = walks.implementationOf(machine);
      fc.assert(
        fc.property(walks.script, fc.boolean(), (events, lean) => {
          const steps = walks.walk(implementation, events, fullCapabilities);
          expect(differenceOnWalk(text, steps, lean)).toBeNull();
        }),
        { numRuns: amount({ usual: 10, deep: 30 }) },
      );
    },
  );
});

describe('a parameter that is left out has its default', () => {
  const running = explored().states.find(({ deployment: { status, desiredStatus } }) => {
    return status === 'Running' && desiredStatus === 'Running';
  });
  const begin = compiled(full);
  const stop = (data: object | undefined) => {
    const session = begin(situationOf(running?.deployment as Deployment, fullCapabilities));
    session.send('stop', data);
    return session.states().at(-1);
  };

  it('stop is not forced', () => {
    expect([stop(undefined), stop({})]).toEqual(['desired.Suspended', 'desired.Suspended']);
    expect(stop({ force: true })).toBe('desired.Stopped');
  });

  it('start runs, awaits approval and dismisses the error', () => {
    for (const data of [undefined, {}, { initial: undefined }]) {
      const session = begin();
      session.data.error = { message: '', error_code: '', details: {} };
      session.send('start', data);
      expect(session.states()).toContain('desired.Provisioned.Running');
      const expected = { initial: 'running', bootstrapPolicy: 'await_approval', error: null };
      expect(session.data).toMatchObject({ ...expected, generation: 1 });
    }
  });
});
