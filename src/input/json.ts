/** Plain JSON of bounded depth and size, which can be persisted and read back unchanged. */
import { positiveZero } from './fields';
import type { Problem } from './invalid-input';
import { lengthOf, ownKeys, readField, shapeOf } from './plain';

/** The most levels of plain JSON: few enough to read it by recursion. */
export const depthMax = 100;
const valuesMax = 10_000;

/**
 * Returns a frozen copy of plain JSON, each field read once. If the value is something else, adds
 * the problems to a list; the copy is then of no use.
 */
export function jsonCopy(
  field: string,
  value: unknown,
  problems: Problem[],
  depth = 0,
  budget = { values: valuesMax },
): unknown {
  if (budget.values < 0) return null;
  budget.values -= 1;
  // An array of too many values is refused without a look at them.
  const shape = shapeOf(value);
  const length = shape === 'items' ? lengthOf(value, field) : undefined;
  if (depth > depthMax || budget.values < (length ?? 0)) {
    if (budget.values < (length ?? 0)) budget.values = -1;
    const allowed = `plain JSON without cycles, of at most ${depthMax} levels and ${valuesMax} values`;
    problems.push({ field, value, allowed });
    return null;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return positiveZero(value);
  const keys = shape === undefined ? undefined : ownKeys(value as object);
  if (keys === undefined || keys.length !== (length ?? keys.length)) {
    problems.push({ field, value, allowed: 'plain JSON' });
    return null;
  }
  if (keys.length === 0) return Object.freeze(length === undefined ? {} : []);
  const copy: Record<string, unknown> | unknown[] = length === undefined ? {} : [];
  for (const key of keys) {
    const name = `${field}.${key}`;
    const inner = jsonCopy(
      name,
      readField(value as object, key, name),
      problems,
      depth + 1,
      budget,
    );
    addTo(copy as Record<string, unknown>, key, inner);
    if (budget.values < 0) break;
  }
  return Object.freeze(copy);
}

/** Adds a field, even if objects inherit one of that name, such as `__proto__`. */
function addTo(copy: Record<string, unknown>, key: string, value: unknown): void {
  if (key in copy) Object.defineProperty(copy, key, { value, enumerable: true });
  else copy[key] = value;
}
