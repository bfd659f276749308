/** The difference that a step makes. */
import type { Deployment } from '../../lifecycle';

/** A field of a deployment that a step changes. */
export interface FieldChange {
  readonly field: keyof Deployment;
  readonly from: string;
  readonly to: string;
}

/** Returns the fields in which two deployments differ, with their values. Pure. */
export function fieldChanges(before: Deployment, after: Deployment): readonly FieldChange[] {
  return (Object.keys(after) as (keyof Deployment)[])
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, from: valueInWords(before[field]), to: valueInWords(after[field]) }));
}

/** Returns a value of a deployment for people: an error by its code. Pure. */
export function valueInWords(value: Deployment[keyof Deployment]): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? value.error_code : String(value);
}

/** Returns changes as one sentence: `desiredStatus becomes Running`. Pure. */
export function changesAsText(changes: readonly FieldChange[]): string {
  if (changes.length === 0) return 'Nothing changes.';
  return `${changes.map(({ field, to }) => `${field} becomes ${to}`).join(', ')}.`;
}
