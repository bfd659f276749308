/** The hold of a worker on one pipeline: its claim, until that is lost. */
import type { Claim, Claims } from '../claims';

/** A claim, until it is given back or lost. */
export class Hold {
  readonly claim: Claim;
  readonly claims: Claims;
  #isLost = false;
  readonly #listeners: (() => void)[];

  /** `onLost` is called once it is lost. */
  constructor(claim: Claim, claims: Claims, onLost: () => void) {
    this.claim = claim;
    this.claims = claims;
    this.#listeners = [onLost];
  }

  /** True once another worker may have the pipeline. */
  get isLost(): boolean {
    // A process that was stopped for a while may ask before it has been told.
    if (!this.#isLost && !this.claims.holds(this.claim)) this.lose();
    return this.#isLost;
  }

  /** Calls the listener, too, once the claim is lost. */
  onLost(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The claim is lost. A second call does nothing. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const listener of this.#listeners) listener();
  }
}
