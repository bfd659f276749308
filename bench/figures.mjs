/** Figures: what of many measurements is reported, and how it is written. */

/** The smallest, the middle and the greatest of some values. */
export function spread(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { minimum: sorted[0], median, maximum: sorted.at(-1) };
}

/** Of two series that were measured side by side: one by the other, round by round. */
export function ratios(values, others) {
  return values.map((value, round) => value / others[round]);
}

/** Of two series that were measured side by side: one less the other, round by round. */
export function differences(values, others) {
  return values.map((value, round) => value - others[round]);
}

/** With three digits that count; no exponents, whatever the size. */
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
