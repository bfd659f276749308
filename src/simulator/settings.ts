/** The settings of a simulator, and their checking before anything begins. */

import { pipelineNameAllowed, pipelineNamePattern } from '../host';
import {
  count,
  InvalidInputError,
  isFields,
  member,
  type Problem,
  text,
  throwFirst,
  unknownFields,
} from '../input';

/** The editions, and what pipelines of each can do. */
export const editions = Object.freeze({
  enterprise: Object.freeze({ checkpointing: true, suspendable: true, standby: true }),
  'open-source': Object.freeze({ checkpointing: false, suspendable: true, standby: true }),
});

/** An edition. */
export type Edition = keyof typeof editions;

/** The names of the editions. */
export const editionNames: readonly Edition[] = Object.freeze(Object.keys(editions) as Edition[]);

/** How long something takes: any time between these two, in milliseconds. */
export interface Span {
  readonly least: number;
  /** At most an hour. */
  readonly most: number;
}

/** What is simulated. */
export interface Settings {
  readonly edition: Edition;
  /** How long each task of the runner takes. */
  readonly latency: Span;
  /**
   * How likely each step goes wrong, and about how likely a process crashes in a minute; from 0 to 1. A
   * deletion goes wrong at most twice in a row.
   */
  readonly failures: number;
  /** Makes the same choices again. */
  readonly seed: number;
  /** The pipelines that exist from the start. */
  readonly pipelines: readonly string[];
}

/** What holds where nothing is said. */
export const defaultSettings: Settings = Object.freeze<Settings>({
  edition: 'enterprise',
  latency: Object.freeze({ least: 200, most: 2_000 }),
  failures: 0.05,
  seed: 7,
  pipelines: Object.freeze(['demo']),
});

/** The longest latency, in milliseconds. */
export const latencyMax = 3_600_000;

/** What an origin looks like, in words. */
export const originAllowed = 'an origin such as http://localhost:5173, or * for every one';

/** Whether this is an origin as browsers send it, or `*`. Pure. */
export function isOrigin(value: unknown): value is string {
  if (value === '*') return true;
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}

/** The settings with what was left out. Pure; frozen. Throws InvalidInputError. */
export function settingsOf(options: Partial<Settings>): Settings {
  const given: unknown = options;
  if (!isFields(given)) {
    throw new InvalidInputError({ field: 'settings', value: given, allowed: 'an object' });
  }
  const known = Object.keys(defaultSettings);
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings: Settings = { ...defaultSettings, ...Object.fromEntries(said) };
  const { edition, failures, seed, latency, pipelines } = settings;
  throwFirst([
    ...unknownFields(given, known, 'a simulator'),
    ...member('edition', edition, editionNames),
    ...probability('failures', failures),
    ...count('seed', seed),
    ...span('latency', latency),
    ...names('pipelines', pipelines),
  ]);
  return Object.freeze(settings);
}

function probability(field: string, value: unknown): Problem[] {
  const holds = typeof value === 'number' && value >= 0 && value <= 1;
  return holds ? [] : [{ field, value, allowed: 'a probability from 0 to 1' }];
}

function span(field: string, value: unknown): Problem[] {
  const { least, most } = Object(value);
  const holds = Number.isFinite(most) && 0 <= least && least <= most && most <= latencyMax;
  const allowed = '{ least, most } in milliseconds, from 0 to an hour, the least first';
  return holds ? [] : [{ field, value, allowed }];
}

function names(field: string, value: unknown): Problem[] {
  if (!Array.isArray(value)) return [{ field, value, allowed: 'a list of names' }];
  return value.flatMap((name: unknown, index) => {
    const own = `${field}[${index}]`;
    const problems = text(own, name);
    if (problems.length > 0) return problems;
    if (!pipelineNamePattern.test(name as string)) {
      return [{ field: own, value: name, allowed: pipelineNameAllowed }];
    }
    const isTwin = value.indexOf(name) !== index;
    return isTwin ? [{ field: own, value: name, allowed: 'given only once' }] : [];
  });
}
