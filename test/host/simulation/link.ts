/** The way from a process to the database, with faults at every call. */
import type { VirtualClock } from '../virtual-clock';
import type { Chance } from './chance';

/** A fault of the network, or of the database. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** How likely each fault is, from 0 to 1. */
export interface Faults {
  /** A request that never arrives. */
  readonly request: number;
  /** An answer that never arrives: the call may have been made. */
  readonly answer: number;
  /** A message to a watcher that is lost. */
  readonly message: number;
  /** A call that takes its time. */
  readonly delay: number;
}

/** A link without faults. */
export const none: Faults = { request: 0, answer: 0, message: 0, delay: 0 };

/** A link that can break, and whose process can be stopped. */
export class Link {
  faults: Faults;
  readonly #clock: VirtualClock;
  readonly #chance: Chance;
  #going: Promise<void> | undefined;
  #goOn = () => {};

  constructor(clock: VirtualClock, chance: Chance, faults: Faults) {
    this.#clock = clock;
    this.#chance = chance;
    this.faults = faults;
  }

  /** True while nothing of this process goes on that touches the database. */
  get isHeld(): boolean {
    return this.#going !== undefined;
  }

  /** Holds every call and every answer, as a partition does, or a process that is stopped. */
  hold(): void {
    this.#going ??= new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  /** Lets everything go on, and late. */
  goOn(): void {
    this.#going = undefined;
    this.#goOn();
  }

  /** Ends all faults, for what follows. */
  heal(): void {
    this.faults = none;
    this.goOn();
  }

  /** True unless a message is lost. */
  hears(): boolean {
    return !this.isHeld && !this.#chance.is(this.faults.message);
  }

  /** Resolves once nothing holds this process. */
  async going(): Promise<void> {
    await this.#going;
  }

  /** Makes a call, unless it is lost on the way. */
  async pass<Value>(act: () => Value): Promise<Value> {
    const { request, answer, delay } = this.faults;
    if (this.#chance.is(delay)) await this.#clock.sleep(this.#chance.below(400));
    await this.#going;
    if (this.#chance.is(request)) throw new LinkError('The request was lost.');
    const value = act();
    if (this.#chance.is(delay)) await this.#clock.sleep(this.#chance.below(400));
    await this.#going;
    if (this.#chance.is(answer)) throw new LinkError('The answer was lost.');
    return value;
  }
}
