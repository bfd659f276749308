/**
 * A walk as an address: `start?initial=paused/runner:provisioning/stop`.
 *
 * An address may be hostile, so each part is parsed by the lifecycle itself, and anything else is
 * refused as a whole.
 */
import {
  type Capability,
  capabilityNames,
  fullCapabilities,
  InvalidInputError,
  observations,
  observationTypes,
  parseObservation,
  parseRequest,
  toRequest,
} from '../../lifecycle';
import { failure, newWalk, stepsMax, type Walk, type WalkStep } from './walk';

/** Returns a walk as a part of the address; empty for a new one. Pure. */
export function walkAddress({ capabilities, steps, taken }: Walk): string {
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  return [
    ...(missing.length === 0 ? [] : [`without:${missing.join(',')}`]),
    ...(taken === steps.length ? [] : [`at:${taken}`]),
    ...steps.map(stepInAddress),
  ].join('/');
}

function stepInAddress(step: WalkStep): string {
  if (step.kind === 'action') return toRequest(step.action);
  const { type, generation, ...payload } = step.observation;
  const checkpoint = 'checkpoint' in payload ? `:${payload.checkpoint}` : '';
  return `runner:${type}${checkpoint}${generation === undefined ? '' : `@${generation}`}`;
}

/** Returns the walk in an address. Pure. Throws InvalidInputError for any other text. */
export function walkAt(address: string): Walk {
  if (address === '') return newWalk;
  const parts = address.split('/');
  if (parts.length > stepsMax + 2) {
    throw wrong(`${parts.length} parts`, `a walk of at most ${stepsMax} steps`);
  }
  const capabilities = { ...fullCapabilities };
  if (parts[0]?.startsWith('without:')) {
    for (const name of (parts.shift() ?? '').slice('without:'.length).split(',')) {
      if (!isCapability(name)) throw wrong(name, `one of ${capabilityNames.join(', ')}`);
      capabilities[name] = false;
    }
  }
  const at = parts[0]?.startsWith('at:') ? parts.shift() : undefined;
  const steps = parts.filter((part) => part !== '').map(stepFrom);
  const taken = at === undefined ? steps.length : integerIn(at.slice('at:'.length));
  if (steps.length > stepsMax || taken > steps.length) {
    throw wrong(`at ${taken} of ${steps.length} steps`, `a place in at most ${stepsMax} steps`);
  }
  return { capabilities, steps, taken };
}

function isCapability(name: string): name is Capability {
  return capabilityNames.some((each) => each === name);
}

function stepFrom(part: string): WalkStep {
  if (!part.startsWith('runner:')) return { kind: 'action', action: parseRequest(part) };
  const [, name, , checkpoint, , generation] =
    /^runner:([A-Za-z]+)(:(\d+))?(@(\d+))?$/.exec(part) ?? [];
  const type = observationTypes.find((each) => each === name);
  if (type === undefined) throw wrong(part, 'runner: and what the runner reports');
  const carries = observations[type].carries;
  const observation = {
    type,
    ...(carries === 'error' ? { error: failure } : {}),
    ...(checkpoint === undefined ? {} : { checkpoint: integerIn(checkpoint) }),
    ...(generation === undefined ? {} : { generation: integerIn(generation) }),
  };
  return { kind: 'observation', observation: parseObservation(observation) };
}

function integerIn(digits: string): number {
  const number = /^\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw wrong(digits, 'a whole number');
  return number;
}

function wrong(value: unknown, allowed: string): InvalidInputError {
  return new InvalidInputError({ field: 'address', value, allowed });
}
