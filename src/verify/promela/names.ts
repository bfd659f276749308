/**
 * The names of the lifecycle in Promela: `status == is_Stopped && event == saw_failed`.
 *
 * Promela has a single namespace, in which a status, a desired status and an observation must not share
 * a name. Prefixes keep them apart.
 */
import { actionTypes, deploymentStatuses, desiredStatuses, everyAction } from '../../lifecycle';
import { rules } from '../../lifecycle/rules';
import { UntranslatableError } from '../statechart';

/** Names a state of a region: `is_Stopped` of the status, `to_Stopped` of the desired status. */
export function stateName(region: string, leaf: string): string {
  const [prefix, known] = stateNames[region] ?? ['', []];
  if (known.includes(leaf)) return prefix + leaf;
  throw new UntranslatableError(`the state ${region}.${leaf}`, 'the vocabulary does not know it');
}

const stateNames: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  status: ['is_', deploymentStatuses],
  desired: ['to_', desiredStatuses],
};

/** Names an event: `do_start` of the user, `saw_running` of the runner. */
export function eventName(type: string): string {
  return `${(actionTypes as readonly string[]).includes(type) ? 'do' : 'saw'}_${type}`;
}

/** Names a rule: `stop_forced`. */
export function ruleName(id: unknown): string {
  if (rules.some((rule) => rule.id === id)) return String(id).replaceAll('.', '_');
  throw new UntranslatableError(`the rule '${id}'`, 'the catalogue does not have it');
}

/** The values of the action parameters that are neither flags nor numbers. */
export const parameterValues: Readonly<Record<string, readonly string[]>> = {
  initial: valuesOfParameter('initial'),
  bootstrapPolicy: valuesOfParameter('bootstrapPolicy'),
};

function valuesOfParameter(name: string): readonly string[] {
  const values = everyAction.map((action) => (action as Readonly<Record<string, unknown>>)[name]);
  return [...new Set(values)].filter((value) => typeof value === 'string');
}

/** Names a value of a field or a parameter: `initial_standby`, `true`, `null`. */
export function valueName(field: string, value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (value === null) return field === 'checkpoint' ? 'no_checkpoint' : 'null';
  if (field === 'checkpoint' && Number.isSafeInteger(value)) return String(value);
  if (parameterValues[field]?.includes(value as string)) return `${field}_${value}`;
  throw new UntranslatableError(`${field} ${JSON.stringify(value)}`, 'it has no such value');
}
