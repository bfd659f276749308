/** A server that shows statuses of its own, as live systems do. */
import { Chance } from './random.mjs';

/** Statuses of live systems that each of ours may be shown as. */
const words = {
  Provisioning: ['Initializing', 'Coordination'],
  Running: ['Bootstrapping', 'Replaying'],
  Stopping: ['Suspended'],
};

export class OwnWords {
  #chance;
  #isOn;

  constructor({ seed, foreign }) {
    this.#chance = new Chance(seed, 'words');
    this.#isOn = foreign;
  }

  /** The word for a status: often one of a live system, now and then one that nobody knows. */
  for(status) {
    if (!this.#isOn) return status;
    if (this.#chance.happens(0.02)) return 'Rebalancing';
    return this.#chance.happens(0.5) ? this.#chance.pick(words[status] ?? [status]) : status;
  }
}
