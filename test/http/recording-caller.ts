/**
 * Callers of one pipeline that know only what they have asked and been answered: each request
 * becomes a line of a history, with the moments at which it began and ended.
 */
import { parseRequest, toQuery, wireName } from '../../src/lifecycle';
import type { Random } from '../../src/testing/random';
import { type AnyRequest, actions, polls } from './crowd';

type Handle = (request: Request) => Promise<Response>;
type Body = Readonly<Record<string, unknown>> | null;

/** Sends requests of chance, and writes the history of them. */
export class RecordingCaller {
  readonly lines: string[] = [];
  readonly #name: string;
  readonly #random: Random;
  #moments = 0;

  constructor(pipelineName: string, random: Random) {
    this.#name = pipelineName;
    this.#random = random;
  }

  /** Sends one; now and then a poll that waits, and so is under way for long. */
  async call(handle: Handle): Promise<void> {
    const [method, path] = this.#anyRequest();
    const began = this.#moment();
    const url = `http://localhost/v0/pipelines/${this.#name}${path}`;
    const response = await handle(new Request(url, { method }));
    const body = response.status === 202 ? null : ((await response.json()) as Body);
    const line = method === 'GET' ? seenLine(body) : callLine(path, response.status, body);
    this.lines.push(JSON.stringify({ ...line, began, ended: this.#moment() }));
  }

  #anyRequest(): AnyRequest {
    const { pick, chance } = this.#random;
    if (chance(0.5)) return pick(actions);
    const [plain, , waiting] = polls;
    return (chance(0.02) ? waiting : plain) as AnyRequest;
  }

  /** Counts moments, finer than any clock: no two of them are the same. */
  #moment(): number {
    this.#moments += 1;
    return this.#moments;
  }
}

function seenLine(body: Body) {
  const { deployment_status, deployment_desired_status, deployment_error } = body ?? {};
  const error = deployment_error === null ? null : true;
  return { seen: { deployment_status, deployment_desired_status, deployment_error: error } };
}

function callLine(path: string, answer: number, body: Body) {
  const action = parseRequest(path.slice(1));
  return {
    ...{ call: wireName(action.type), query: toQuery(action), answer },
    error_code: body?.error_code,
  };
}
