/**
 * Faults between a client and a correct server, and delays.
 *
 * An outcome is `{ status, headers, text }` as it goes over the wire, or undefined if the
 * connection is dropped.
 */
import { Chance } from './random.mjs';

/** The page of a proxy. */
const page = (title) =>
  `<html>\n<head><title>${title}</title></head>\n<body><center><h1>${title}</h1></center></body>\n</html>\n`;

/** Errors of what stands between a client and the server; none has a documented body. */
const gatewayErrors = [
  { status: 502, html: page('502 Bad Gateway') },
  { status: 503, html: page('503 Service Temporarily Unavailable') },
  { status: 504, html: page('504 Gateway Time-out') },
  { status: 500, body: { message: 'Internal server error' } },
  { status: 503, body: { message: 'Service Unavailable' }, retryAfter: '1' },
  {
    status: 503,
    body: { message: 'The lock took too long.', error_code: 'LockTookTooLong', details: {} },
  },
  { status: 504, body: { message: 'Endpoint request timed out' } },
];

/** A gateway that limits the rate does not let the call through. */
const tooManyRequests = { status: 429, body: { message: 'Too Many Requests' }, retryAfter: '2' };

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
    if (fault === 'gateway') {
      return outcomeOf(takesEffect ? this.#chance.pick(gatewayErrors) : tooManyRequests);
    }
    const body = { message: 'Something went wrong.', error_code: 'InternalError', details: {} };
    return outcomeOf({ status: 500, body });
  }

  /** How long the server runs until it is restarted, in milliseconds: some steps of the runner. */
  lifetime() {
    const [, step] = this.#options.latency;
    return this.#chance.between([500 + 2 * step, 1500 + 6 * step]);
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
    if (this.#chance.happens(0.5)) return outcomeOf(gatewayErrors[0]);
    const { text, ...outcome } = outcomeOf({ status, body: body ?? { message: '' } });
    return { ...outcome, text: text.slice(0, Math.floor(text.length / 2)) };
  }
}

/** An answer as it goes over the wire. Without a body it has no text. */
export function outcomeOf({ status, body, html, retryAfter }) {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  if (html !== undefined) {
    return { status, headers: { ...headers, 'content-type': 'text/html' }, text: html };
  }
  if (body === undefined) return { status, headers, text: '' };
  const text = JSON.stringify(body);
  return { status, headers: { ...headers, 'content-type': 'application/json' }, text };
}
