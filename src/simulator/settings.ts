/** The settings of a simulator, checked before anything begins. */

import { pipelineNameAllowed, pipelineNamePattern } from '../host';
import {
  count,
  deepFreeze,
  fieldsOf,
  InvalidInputError,
  itemsOf,
  keysOf,
  member,
  optionsOf,
  type Problem,
  text,
  throwFirst,
} from '../input';

/** The editions, each with the capabilities of its pipelines. */
export const editions = Object.freeze({
  enterprise: Object.freeze({ checkpointing: true, suspendable: true, standby: true }),
  'open-source': Object.freeze({ checkpointing: false, suspendable: true, standby: true }),
});

/** An edition. */
export type Edition = keyof typeof editions;

/** The names of the editions. */
export const editionNames: readonly Edition[] = keysOf(editions);

/** The bounds of how long something takes, in milliseconds. */
export interface Latency {
  readonly least: number;
  /** At most an hour. */
  readonly most: number;
}

/** The settings of a simulator. */
export interface SimulatorSettings {
  readonly edition: Edition;
  /** How long each task of the runner takes. */
  readonly latency: Latency;
  /**
   * How likely each task fails, and about how likely a process crashes in a minute; from 0 to 1. A
   * deletion fails at most twice in a row.
   */
  readonly failures: number;
  /** The same seed makes the same choices. */
  readonly seed: number;
  /** The pipelines that exist from the start. */
  readonly pipelines: readonly string[];
}

/** The default settings. */
export const defaultSettings: SimulatorSettings = Object.freeze<SimulatorSettings>({
  edition: 'enterprise',
  latency: Object.freeze({ least: 200, most: 2_000 }),
  failures: 0.05,
  seed: 7,
  pipelines: Object.freeze(['demo']),
});

/** The longest latency, in milliseconds. */
export const latencyMax = 3_600_000;

/** The allowed origins, in words. */
export const originAllowed = 'an origin such as http://localhost:5173, or * for any origin';

/** True for an origin as browsers send it, and for `*`. Pure. */
export function isOrigin(value: unknown): value is string {
  if (value === '*') return true;
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}

/** Completes settings with the defaults. Pure; frozen. Throws InvalidInputError. */
export function completeSettings(options: Partial<SimulatorSettings>): SimulatorSettings {
  const given = optionsOf(options, keysOf(defaultSettings), 'a simulator');
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings: SimulatorSettings = { ...defaultSettings, ...Object.fromEntries(known) };
  const { edition, failures, seed } = settings;
  throwFirst([
    ...member('edition', edition, editionNames),
    ...failureProblems(failures),
    ...count('seed', seed),
  ]);
  const latency = latencyIn(settings.latency);
  return deepFreeze({ ...settings, latency, pipelines: pipelinesIn(settings.pipelines) });
}

function failureProblems(value: unknown): Problem[] {
  const holds = typeof value === 'number' && value >= 0 && value <= 1;
  return holds ? [] : [{ field: 'failures', value, allowed: 'a probability from 0 to 1' }];
}

function latencyIn(value: unknown): Latency {
  const allowed = `{ least, most } in milliseconds, with 0 <= least <= most <= ${latencyMax}`;
  const given = fieldsOf(value, 'latency', allowed, 'latency.');
  const { least, most } = given as unknown as Latency;
  if (Number.isFinite(most) && 0 <= least && least <= most && most <= latencyMax) {
    return { least, most };
  }
  throw new InvalidInputError({ field: 'latency', value: given, allowed });
}

function pipelinesIn(value: unknown): readonly string[] {
  const names = itemsOf(value, 'pipelines');
  if (names === undefined) {
    throw new InvalidInputError({ field: 'pipelines', value, allowed: 'a list of names' });
  }
  for (const [index, name] of names.entries()) throwFirst(problemsOfName(name, index, names));
  return names as string[];
}

function problemsOfName(name: unknown, index: number, all: readonly unknown[]): Problem[] {
  const field = `pipelines[${index}]`;
  if (typeof name !== 'string') return text(field, name);
  if (!pipelineNamePattern.test(name)) {
    return [{ field, value: name, allowed: pipelineNameAllowed }];
  }
  const isTwin = all.indexOf(name) !== index;
  return isTwin ? [{ field, value: name, allowed: 'given only once' }] : [];
}
