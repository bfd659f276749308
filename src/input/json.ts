/** Plain JSON of bounded depth and size, which can be persisted and read back unchanged. */
import { positiveZero } from './fields';
import type { Problem } from './invalid-input';
import { isOrdinary, lengthOf, ownKeys, readField, shapeOf } from './plain';

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
  const entries: [string, unknown][] = [];
  for (const key of keys) {
    const name = `${field}.${key}`;
    const inner = readField(value as object, key, name);
    entries.push([key, jsonCopy(name, inner, problems, depth + 1, budget)]);
    if (budget.values < 0) break;
  }
  const copy = length === undefined ? Object.fromEntries(entries) : entries.map(([, each]) => each);
  return Object.freeze(copy);
}

/** The most levels, and the most fields of each object, of usual JSON. */
const usualMax = { depth: 3, fields: 20 };

/**
 * Does as `jsonCopy` for small objects and what is in them, as literals and JSON.parse make them,
 * with less effort. Undefined for anything else. Throws what a getter throws.
 */
export function usualJson(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? positiveZero(value) : undefined;
  if (depth > usualMax.depth || !isOrdinary(value)) return undefined;
  const isOwn = Object.prototype.hasOwnProperty;
  const copy: Record<string, unknown> = {};
  let count = 0;
  for (const key in value) {
    if (!isOwn.call(value, key)) continue;
    count += 1;
    // What an object inherits, such as `__proto__`, may not be set.
    if (count > usualMax.fields || key in copy) return undefined;
    const inner = usualJson(value[key], depth + 1);
    if (inner === undefined) return undefined;
    copy[key] = inner;
  }
  return Object.freeze(copy);
}
