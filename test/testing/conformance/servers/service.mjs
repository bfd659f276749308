/**
 * A server of pipelines without the network, built on the built package: correct, or broken in
 * exactly one way. It keeps its pipelines in memory, simulates their runners, and takes the time
 * from the clock that it is given. See options.mjs for the options.
 */
import { decide, observe } from 'pipeline-lifecycle';
import { withBug } from './bugs.mjs';
import { withDeviations } from './deviations.mjs';
import { Edge } from './edge.mjs';
import { Faults, outcomeOf } from './faults.mjs';
import { Runner } from './runner.mjs';
import { Runners } from './runners.mjs';
import { Store } from './store.mjs';

/** How long a server that is restarted is gone, in milliseconds. */
const downtime = 300;

export class Service {
  #clock;
  #edge;
  #faults;
  #options;
  #runners;

  /** `onError` is told of errors that a correct server never has. */
  constructor(options, { clock, onError }) {
    const correct = { decide, observe, Store, Edge, Runner };
    const parts = withBug(withDeviations(correct, options), options);
    const store = new parts.Store(clock);
    const runner = { store, observe: parts.observe, options, clock, onError };
    this.#clock = clock;
    this.#options = options;
    this.#runners = new Runners((name) => new parts.Runner(name, runner));
    this.#edge = new parts.Edge({
      store,
      decide: parts.decide,
      runners: this.#runners,
      options,
      clock,
    });
    this.#faults = new Faults(options, clock);
  }

  /**
   * The outcome of a request, `{ method, url, headers }`; undefined if the connection is dropped.
   */
  async serve(request) {
    const handle = () => this.#edge.answer(request);
    // The hooks are the test's own: no fault meets them.
    const isHook = request.url.startsWith('/test/');
    return isHook ? outcomeOf(await handle()) : this.#faults.serve(handle);
  }

  /**
   * If the options say so, stops and starts again and again, with its runners; the store is kept.
   */
  async restartFromTimeToTime({ stop, start }) {
    if (!this.#options.faults.includes('restart')) return;
    for (;;) {
      await this.#clock.sleep(this.#faults.lifetime());
      this.#runners.killAll();
      await stop();
      await this.#clock.sleep(downtime);
      await start();
    }
  }
}
