/** A client of several API servers: if one does not answer, it asks the next one. */
import { setTimeout } from 'node:timers/promises';

/** A call that no server has answered. It may have taken effect, unless it was never sent. */
export class UnansweredError extends Error {
  name = 'UnansweredError';

  get wasSent() {
    return this.cause?.cause?.code !== 'ECONNREFUSED';
  }
}

/** Calls the API. `urls` returns the addresses of the servers, which may change. */
export class Client {
  #urls;
  #headers;
  #turn = 0;

  constructor({ urls, key }) {
    this.#urls = urls;
    this.#headers = { authorization: `Bearer ${key}` };
  }

  /**
   * Asks the next server, as they take turns. Resolves with `{ status, body }`; rejects with
   * UnansweredError if no answer came.
   */
  async once(method, path, { body, timeout = 10_000 } = {}) {
    const urls = this.#urls();
    this.#turn += 1;
    const url = `${urls[this.#turn % urls.length]}/v0/pipelines${path}`;
    const signal = AbortSignal.timeout(timeout);
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const response = await fetch(url, { method, headers: this.#headers, signal, ...sent });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    } catch (error) {
      throw new UnansweredError(`${method} ${path}: no answer`, { cause: error });
    }
  }

  /** The same, until a server answers with anything but an error of its own. */
  async request(method, path, options) {
    for (;;) {
      try {
        const answer = await this.once(method, path, options);
        if (answer.status < 500 || answer.status === 501) return answer;
      } catch (error) {
        if (!(error instanceof UnansweredError)) throw error;
      }
      await setTimeout(100);
    }
  }

  /** Creates a pipeline, unless it is there. */
  create(name) {
    return this.request('POST', '', { body: { name } });
  }

  /** An action, with its query: `stop?force=true`. */
  act(name, action) {
    return this.request('POST', `/${name}/${action}`);
  }

  /** Returns the pipeline, once it is settled or has one of these statuses. */
  async wait(name, statuses = 'settled') {
    for (;;) {
      const { body } = await this.request('GET', `/${name}?wait=${statuses}&timeout=5`, {
        timeout: 15_000,
      });
      const isThere =
        statuses === 'settled' || statuses.split(',').includes(body.deployment_status);
      if (isThere && (statuses !== 'settled' || isSettled(body))) return body;
    }
  }
}

/** True if a poll shows that nothing is left to do. */
export function isSettled({ deployment_status: status, deployment_desired_status: desired }) {
  return status === desired;
}
