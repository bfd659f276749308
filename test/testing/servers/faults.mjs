/** What goes wrong between a client and a correct server: delays, and faults if they are asked for. */
import { Chance, sleep } from './random.mjs';

const html = '<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n';

export class Faults {
  #chance;
  #options;
  /** Faults of single requests; a restart is one of the server. */
  #names;

  constructor(options) {
    this.#chance = new Chance(options.seed, 'faults');
    this.#options = options;
    this.#names = options.faults.filter((name) => name !== 'restart');
  }

  /** Answers a request by `handle`, or in the way of a fault. */
  async serve(response, handle) {
    const fault = this.#next();
    // Whether the call takes effect, though its answer is lost.
    const takesEffect = this.#chance.happens(0.5);
    await this.#delay();
    if (fault === undefined || fault === 'slow' || fault === 'garbage' || takesEffect) {
      const answer = await handle();
      await this.#delay();
      if (fault === 'slow') await sleep(this.#chance.between(this.#options.slow));
      if (fault === undefined || fault === 'slow') return send(response, answer);
      if (fault === 'garbage') return this.#garbage(response, answer);
    }
    if (fault === 'drop') return response.socket?.destroy();
    const body = { message: 'Something went wrong.', error_code: 'InternalError', details: {} };
    return send(response, { status: 500, body });
  }

  /** How long the server lives until it is restarted. */
  lifetime() {
    return this.#chance.between([500, 1500]);
  }

  #next() {
    if (this.#names.length === 0) return undefined;
    return this.#chance.happens(this.#options.faultRate)
      ? this.#chance.pick(this.#names)
      : undefined;
  }

  #delay() {
    return sleep(this.#chance.between(this.#options.delay));
  }

  /** A page of a gateway, or JSON that ends too soon. */
  #garbage(response, { status, body }) {
    if (this.#chance.happens(0.5)) return write(response, 502, 'text/html', html);
    const text = JSON.stringify(body ?? { message: '' });
    const cut = text.slice(0, Math.floor(text.length / 2));
    return write(response, status, 'application/json', cut);
  }
}

function send(response, { status, body }) {
  if (body === undefined) return response.writeHead(status).end();
  return write(response, status, 'application/json', JSON.stringify(body));
}

function write(response, status, type, text) {
  response.writeHead(status, { 'content-type': type }).end(text);
}
