/** The hold of a worker on one pipeline: its claim, until that is given back or lost. */
import type { Claim, Claims } from '../claims';

/** A claim, until it is given back or lost. */
export class Hold {
  readonly claim: Claim;
  readonly claims: Claims;
  #state: 'held' | 'settling' | 'givenBack' | 'lost' = 'held';
  readonly #listeners: (() => void)[];

  /** `onLost` is called once it is lost. */
  constructor(claim: Claim, claims: Claims, onLost: () => void) {
    this.claim = claim;
    this.claims = claims;
    this.#listeners = [onLost];
  }

  /** True once another worker may have the pipeline, although this one has not given it back. */
  get isLost(): boolean {
    // A process that was stopped for a while may ask before it has been told.
    if (this.#state === 'held' && !this.claims.holds(this.claim)) this.lose();
    return this.#state === 'lost';
  }

  /** True once it is given back or lost. */
  get isOver(): boolean {
    return this.isLost || this.#state === 'givenBack';
  }

  /** Calls the listener, too, once the claim is lost. */
  onLost(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The claim is lost. A second call does nothing, nor does one after it was given back. */
  lose(): void {
    if (this.#state === 'lost' || this.#state === 'givenBack') return;
    this.#state = 'lost';
    for (const listener of this.#listeners) listener();
  }

  /** A write is under way; `settles` if it gives the claim back. */
  writing(settles: boolean): void {
    if (this.#state === 'held' || this.#state === 'settling') {
      this.#state = settles ? 'settling' : 'held';
    }
  }

  /** The write is done. */
  written(): void {
    if (this.#state === 'settling') this.#state = 'givenBack';
  }
}
