/** A strict reader of the OpenMetrics text format, as far as counters and gauges go. */

/** A metric family, with its samples by their labels as written. */
interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: ReadonlyMap<string, number>;
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\n"])*"';
const header = new RegExp(`^# TYPE (${name}) (counter|gauge)\\n# HELP \\1 ([^\\n]+)\\n`);
const sample = new RegExp(
  `^(${name})(\\{${label}(?:,${label})*\\})? (-?[0-9.]+(?:e[+-]?\\d+)?)\\n`,
);

/** Returns the families of a text. Throws if anything in it is not as the format says. */
export function readOpenMetrics(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family>();
  let rest = text;
  const take = (pattern: RegExp) => {
    const found = pattern.exec(rest);
    if (found !== null) rest = rest.slice(found[0].length);
    return found;
  };
  while (rest !== '# EOF\n') {
    const [, family = '', type = '', help = ''] = take(header) ?? [];
    if (family === '' || families.has(family)) throw new Error(`Not a new family: ${rest}`);
    const samples = new Map<string, number>();
    const expected = type === 'counter' ? `${family}_total` : family;
    for (let found = take(sample); found !== null; found = take(sample)) {
      const [, sampled, labels = '', value] = found;
      if (sampled !== expected || samples.has(labels))
        throw new Error(`Not of ${family}: ${found[0]}`);
      samples.set(labels, Number(value));
    }
    families.set(family, { type, help, samples });
  }
  return families;
}
