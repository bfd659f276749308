/** Calls and polls one pipeline of a server, and records it as a history. */
import { parseRequest, wireName } from '../../../../src/lifecycle';
import { checkHistory, type HistoryReport } from '../../../../src/trace';
import { type Answer, type ReachableServer, send } from '../server-options';

/** A script has not found the situation it needs; that is no verdict, and it is played again. */
export class Missed extends Error {
  override readonly name = 'Missed';
}

/** One pipeline of a server. */
export class Recorder {
  /** The history so far. */
  readonly lines: string[] = [];
  readonly name: string;
  readonly #server: ReachableServer;

  constructor(server: ReachableServer, name: string) {
    this.#server = server;
    this.name = name;
  }

  /** Sends any request, which is not recorded. */
  send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return send(this.#server, method, path, headers);
  }

  get path(): string {
    return `/v0/pipelines/${this.name}`;
  }

  /** Creates the pipeline. */
  async create(): Promise<void> {
    await this.send('PUT', this.path);
  }

  /** Calls an action, such as `stop?force=true`. An answer that is lost is recorded as a 500. */
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

  /**
   * Polls. Resolves with the pair of statuses, such as `Running/Paused`, the error and the body.
   */
  async see() {
    const { status: answer, body } = await this.send('GET', this.path);
    if (answer !== 200) throw new Missed(`a poll was answered with ${answer}`);
    const { deployment_status, deployment_desired_status, deployment_error: error } = body;
    const deployment_error = error === null ? null : true;
    this.#record({ seen: { deployment_status, deployment_desired_status, deployment_error } });
    return { pair: `${deployment_status}/${deployment_desired_status}`, error, body };
  }

  /** Polls until the pair is as expected; resolves with null after this many milliseconds. */
  async wait(expected: string | RegExp, milliseconds: number) {
    const { clock } = this.#server;
    const end = clock.now() + milliseconds;
    for (;;) {
      const seen = await this.see();
      const matches =
        typeof expected === 'string' ? seen.pair === expected : expected.test(seen.pair);
      if (matches) return seen;
      if (clock.now() > end) return null;
      await clock.sleep(2);
    }
  }

  /** Waits, and rejects with Missed if the pair does not come. */
  async until(expected: string | RegExp) {
    const seen = await this.wait(expected, 4000);
    if (seen === null) throw new Missed(`${this.name} was never ${expected}`);
    return seen;
  }

  /** Lets this many milliseconds pass. */
  sleep(milliseconds: number): Promise<void> {
    return this.#server.clock.sleep(milliseconds);
  }

  /** Starts the pipeline, and waits until it is up. */
  async up(): Promise<void> {
    await this.call('start');
    const { pair } = await this.until(/^(Running.Running|Stopping.*|Stopped.Stopped)$/);
    if (pair !== 'Running/Running') throw new Missed('the start has failed');
  }

  /**
   * Disturbs the pipeline by a hook of the server; resolves with false if that was not possible.
   */
  async disturb(hook: 'fail' | 'kill-runner'): Promise<boolean> {
    return (await this.send('POST', `/test/${this.name}/${hook}`)).body.done;
  }

  /** Records the capabilities that the pipeline lacks, which must come first. */
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
