/**
 * Faults between a client and a correct server, and delays.
 *
 * An outcome is `{ status, type, text }` as it goes over the wire, or undefined if the connection
 * is dropped.
 */
import { Chance } from './random.mjs';

const html = '<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n';

export class Faults {
  #chance;
  #clock;
  #options;
  /** Faults of single requests; a restart is one of the server. */
  #names;

  constructor(options, clock) {
    this.#chance = new Chance(options.seed, 'faults');
    this.#clock = clock;
    this.#options = options;
    this.#names = options.faults.filter((name) => name !== 'restart');
  }

  /** The outcome of a request that `handle` answers, if no fault intervenes. */
  async serve(handle) {
    const fault = this.#next();
    // Whether the call takes effect although its answer is lost.
    const takesEffect = this.#chance.happens(0.5);
    await this.#delay();
    if (fault === undefined || fault === 'slow' || fault === 'garbage' || takesEffect) {
      const answer = await handle();
      await this.#delay();
      if (fault === 'slow') await this.#clock.sleep(this.#chance.between(this.#options.slow));
      if (fault === undefined || fault === 'slow') return outcomeOf(answer);
      if (fault === 'garbage') return this.#garbage(answer);
    }
    if (fault === 'drop') return undefined;
    const body = { message: 'Something went wrong.', error_code: 'InternalError', details: {} };
    return outcomeOf({ status: 500, body });
  }

  /** How long the server runs until it is restarted, in milliseconds. */
  lifetime() {
    return this.#chance.between([500, 1500]);
  }

  #next() {
    if (this.#names.length === 0) return undefined;
    return this.#chance.happens(this.#options.faultRate)
      ? this.#chance.pick(this.#names)
      : undefined;
  }

  async #delay() {
    const milliseconds = this.#chance.between(this.#options.delay);
    if (milliseconds > 0) await this.#clock.sleep(milliseconds);
  }

  /** A page of a gateway, or JSON that ends too soon. */
  #garbage({ status, body }) {
    if (this.#chance.happens(0.5)) return { status: 502, type: 'text/html', text: html };
    const text = JSON.stringify(body ?? { message: '' });
    const cut = text.slice(0, Math.floor(text.length / 2));
    return { status, type: 'application/json', text: cut };
  }
}

/** An answer without a body has no text. */
export function outcomeOf({ status, body }) {
  if (body === undefined) return { status, type: undefined, text: '' };
  return { status, type: 'application/json', text: JSON.stringify(body) };
}
