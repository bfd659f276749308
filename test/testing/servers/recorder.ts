/** Calls and polls one pipeline of a server over HTTP, and records it as a history. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseRequest, wireName } from '../../../src/lifecycle';
import { checkHistory, type HistoryReport } from '../../../src/trace';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Undefined where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever came over the wire.
  readonly body: any;
}

/** What a script does not find as it needs it; it is no verdict, and is played again. */
export class Missed extends Error {
  override readonly name = 'Missed';
}

/** One pipeline of a server. */
export class Recorder {
  /** The history so far. */
  readonly lines: string[] = [];
  readonly name: string;
  readonly #baseUrl: string;

  constructor(baseUrl: string, name: string) {
    this.#baseUrl = baseUrl;
    this.name = name;
  }

  /** Any request; the path is below the server's root. Not recorded. */
  async send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.#baseUrl + path, { method, headers });
    const text = await response.text();
    return { status: response.status, text, body: text === '' ? undefined : JSON.parse(text) };
  }

  get path(): string {
    return `/v0/pipelines/${this.name}`;
  }

  /** Creates the pipeline. */
  async create(): Promise<void> {
    await this.send('PUT', this.path);
  }

  /** Calls an action, such as `stop?force=true`. An answer that never came is recorded as a 500. */
  async call(request: string): Promise<Answer> {
    const { type, ...parameters } = parseRequest(request);
    const query = Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [wireName(key), value]),
    );
    const lost = { status: 500, text: '', body: undefined };
    const answer = await this.send('POST', `${this.path}/${request}`).catch(() => lost);
    const error_code = answer.body?.error_code;
    const code = answer.status !== 500 && error_code !== undefined ? { error_code } : {};
    this.#record({ call: wireName(type), query, answer: answer.status, ...code });
    return answer;
  }

  /** Polls; the two statuses are also given as `Running/Paused`. */
  async see() {
    const { status: answer, body } = await this.send('GET', this.path);
    if (answer !== 200) throw new Missed(`a poll was answered with ${answer}`);
    const { deployment_status, deployment_desired_status, deployment_error: error } = body;
    const deployment_error = error === null ? null : true;
    this.#record({ seen: { deployment_status, deployment_desired_status, deployment_error } });
    return { pair: `${deployment_status}/${deployment_desired_status}`, error, body };
  }

  /** Polls until the pair looks like this; null where it does not for so many milliseconds. */
  async wait(expected: string | RegExp, milliseconds: number) {
    const end = performance.now() + milliseconds;
    for (;;) {
      const seen = await this.see();
      const matches =
        typeof expected === 'string' ? seen.pair === expected : expected.test(seen.pair);
      if (matches) return seen;
      if (performance.now() > end) return null;
      await sleep(2);
    }
  }

  /** As `wait`, for what must be so for the script to go on. */
  async until(expected: string | RegExp) {
    const seen = await this.wait(expected, 4000);
    if (seen === null) throw new Missed(`${this.name} was never ${expected}`);
    return seen;
  }

  /** Starts the pipeline, and waits until it is up. */
  async up(): Promise<void> {
    await this.call('start');
    const { pair } = await this.until(/^(Running.Running|Stopping.*|Stopped.Stopped)$/);
    if (pair !== 'Running/Running') throw new Missed('the start has failed');
  }

  /** Does this to the pipeline by a hook; says whether it did. */
  async disturb(hook: 'fail' | 'kill-runner'): Promise<boolean> {
    return (await this.send('POST', `/test/${this.name}/${hook}`)).body.done;
  }

  /** What the pipeline lacks. Before all else. */
  lacks(...capabilities: readonly string[]): void {
    const lacking = capabilities.map((name) => [name, false]);
    this.#record({ capabilities: Object.fromEntries(lacking) });
  }

  check(): Promise<HistoryReport> {
    return checkHistory(this.lines, { source: this.name });
  }

  #record(line: unknown): void {
    this.lines.push(JSON.stringify(line));
  }
}
