/**
 * How the names of the lifecycle read in Promela: `status == is_Stopped && event == saw_failed`.
 *
 * Promela has one space of names, in which a status, a desired status and an observation may not
 * share one: the prefix says which of them is meant.
 */
import { actionTypes, deploymentStatuses, desiredStatuses, everyAction } from '../../lifecycle';
import { rules } from '../../lifecycle/rules';
import { UntranslatableError } from '../statechart';

/** A state of a region: `is_Stopped` of the status, `to_Stopped` of the desired status. */
export function stateName(region: string, leaf: string): string {
  const [prefix, known] = stateNames[region] ?? ['', []];
  if (known.includes(leaf)) return prefix + leaf;
  throw new UntranslatableError(`the state ${region}.${leaf}`, 'the vocabulary does not know it');
}

const stateNames: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  status: ['is_', deploymentStatuses],
  desired: ['to_', desiredStatuses],
};

/** An event: `do_start` of the user, `saw_running` of the runner. */
export function eventName(type: string): string {
  return `${(actionTypes as readonly string[]).includes(type) ? 'do' : 'saw'}_${type}`;
}

/** A rule: `stop_forced`. */
export function ruleName(id: unknown): string {
  if (rules.some((rule) => rule.id === id)) return String(id).replaceAll('.', '_');
  throw new UntranslatableError(`the rule '${id}'`, 'the catalogue does not have it');
}

/**
 * The values that each parameter of an action may have, where they are words: those of `initial`.
 */
export const wordsOf: Readonly<Record<string, readonly string[]>> = {
  initial: wordsOfParameter('initial'),
  bootstrapPolicy: wordsOfParameter('bootstrapPolicy'),
};

function wordsOfParameter(name: string): readonly string[] {
  const values = everyAction.map((action) => (action as Readonly<Record<string, unknown>>)[name]);
  return [...new Set(values)].filter((value) => typeof value === 'string');
}

/** A value of a field or a parameter: `initial_standby`, `true`, `null`. */
export function valueName(field: string, value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (value === null) return field === 'checkpoint' ? 'no_checkpoint' : 'null';
  if (field === 'checkpoint' && Number.isSafeInteger(value)) return String(value);
  if (wordsOf[field]?.includes(value as string)) return `${field}_${value}`;
  throw new UntranslatableError(`${field} ${JSON.stringify(value)}`, 'it has no such value');
}
