/** Figures: summaries of many measurements, and their notation. */

/** The minimum, median and maximum of some values. */
export function spread(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { minimum: sorted[0], median, maximum: sorted.at(-1) };
}

/** The value below which this share of all values lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** One series divided by another that was measured beside it, round by round. */
export function ratios(values, others) {
  return values.map((value, round) => value / others[round]);
}

/** One series minus another that was measured beside it, round by round. */
export function differences(values, others) {
  return values.map((value, round) => value - others[round]);
}

/** A number with three significant digits and without an exponent. */
export function written(value) {
  return Math.abs(value) < 999.5 ? value.toPrecision(3) : Math.round(value).toLocaleString('en-US');
}

/** Three cells of a table: minimum, median, maximum. */
export function cells({ minimum, median, maximum }) {
  return [written(minimum), written(median), written(maximum)];
}

/** A table in Markdown; the columns after the first `words` hold numbers. */
export function table(head, rows, words = 1) {
  const rule = head.map((_, column) => (column < words ? '---' : '---:'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
