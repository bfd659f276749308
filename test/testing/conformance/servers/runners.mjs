/** The runners of all pipelines, by name. */

export class Runners {
  #runners = new Map();
  #make;

  /** `make` makes the runner of a pipeline. */
  constructor(make) {
    this.#make = make;
  }

  of(name) {
    return this.#runners.get(name);
  }

  begin(name) {
    const runner = this.#make(name);
    this.#runners.set(name, runner);
    runner.start();
  }

  end(name) {
    this.of(name).end();
    this.#runners.delete(name);
  }

  killAll() {
    for (const runner of this.#runners.values()) runner.kill();
  }
}
