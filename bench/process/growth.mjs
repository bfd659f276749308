/** How a cost grows, from its two largest sizes, and what it would be at a larger one, on paper. */
import { table, written } from '../figures.mjs';
import { number } from '../http/targets.mjs';

/** Exponents up to this far from a whole one are taken for it: caches and noise move them. */
const tolerance = 0.35;

/** Returns the exponent by which a cost grows with its size. Pure. */
export function exponentOf([size, cost], [largerSize, largerCost]) {
  return Math.log(largerCost / cost) / Math.log(largerSize / size);
}

/**
 * Returns how a cost grows, in a word, and what it comes to at a size that was not measured. A cost
 * that grows less than it could is not taken to shrink. Pure.
 */
export function growthOf(points, size) {
  const [before, last] = points.slice(-2);
  const exponent = exponentOf(before, last);
  const whole = [0, 1].find((order) => Math.abs(exponent - order) <= tolerance);
  const order = whole ?? Math.max(0, exponent);
  const [measuredSize, cost] = last;
  const names = { 0: 'not', 1: 'linearly' };
  const word = names[order] ?? `with the power ${order.toFixed(2)}`;
  return { exponent, word, onPaper: cost * (size / measuredSize) ** order };
}

/** How much larger the size on paper is than the largest that was measured. */
const beyond = 10;

/** A table with a row for each cost: `{ name, with, points, bound }`. */
export function growthTable(costs) {
  const rows = costs.map(({ name, with: what = 'pipelines', points, bound }) => {
    const [size, cost] = points.at(-1);
    const { word, onPaper } = growthOf(points, size * beyond);
    const at = (count, value) => `${written(value)} with ${number(count)} ${what}`;
    return [name, at(size, cost), word, at(size * beyond, onPaper), bound];
  });
  return table(['cost', 'measured', 'grows', 'on paper', 'what bounds it'], rows, 5);
}
