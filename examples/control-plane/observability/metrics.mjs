/**
 * Metrics in the OpenMetrics text format, for Prometheus and whatever else reads it.
 *
 * A counter only rises; a gauge is what its function returns when it is asked for.
 */

/** The media type of the text. */
export const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** A set of metrics. */
export class Metrics {
  #families = new Map();

  /** Adds a counter, and returns the function that counts: `count({ code: '…' })`. */
  counter(name, help) {
    const values = new Map();
    this.#add(name, { type: 'counter', help, suffix: '_total', samples: () => values.values() });
    return (labels = {}, by = 1) => {
      const key = labelsText(labels);
      const value = (values.get(key)?.value ?? 0) + by;
      values.set(key, { labels, value });
    };
  }

  /**
   * Adds a gauge. `read` returns, or resolves with, the value, or a list of `{ labels, value }`.
   */
  gauge(name, help, read) {
    const samples = async () => {
      const value = await read();
      return Array.isArray(value) ? value : [{ labels: {}, value }];
    };
    this.#add(name, { type: 'gauge', help, suffix: '', samples });
  }

  /** Returns everything as a text. */
  async text() {
    const families = await Promise.all([...this.#families].map(linesOf));
    return `${families.flat().join('\n')}\n# EOF\n`;
  }

  #add(name, family) {
    if (this.#families.has(name)) throw new Error(`The metric ${name} is there already.`);
    this.#families.set(name, family);
  }
}

async function linesOf([name, { type, help, suffix, samples }]) {
  // While the store is away, only what is read from it is missing.
  const read = await Promise.resolve(samples()).catch(() => []);
  return [
    `# TYPE ${name} ${type}`,
    `# HELP ${name} ${escaped(help)}`,
    ...Array.from(read, ({ labels, value }) => `${name}${suffix}${labelsText(labels)} ${value}`),
  ];
}

function labelsText(labels) {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value) {
  return String(value).replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}
