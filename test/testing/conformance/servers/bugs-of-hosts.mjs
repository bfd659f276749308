/** Bugs of the host around the lifecycle: of its store, its HTTP edge, and its runner. */
import { Chance } from './random.mjs';

/** How long the cache of a bug keeps its entries, in milliseconds. */
const cacheAge = 150;

/** The bugs, by name. */
export const bugsOfHosts = {
  'lost-update': {
    seen: 'A row that is read, changed and written back whole, without a lock or a version check.',
    property: 'planes.observations-keep-desired',
    rule: 'desired.byUserOnly',
    shows: 'a stop is answered with 202, and the pipeline is provisioned all the same',
    by: 'history',
    options: [],
    wraps: 'Store',
    wrap: (Correct) =>
      class extends Correct {
        async update(name, by, change) {
          if (by === 'user') return super.update(name, by, change);
          const read = this.read(name);
          if (read === undefined) return undefined;
          await this.pause(25);
          if (!this.has(name)) return undefined;
          const result = change(read);
          this.keep(name, result);
          return result;
        }
      },
  },
  'write-lost-after-202': {
    seen: 'The answer is sent before the transaction is committed, and some commits fail.',
    property: 'accepted.is-done',
    rule: 'pause.deployed',
    shows: 'a pause is answered with 202, and the desired status remains Running',
    by: 'history',
    options: [],
    wraps: 'Store',
    wrap: (Correct, { seed }) =>
      class extends Correct {
        #chance = new Chance(seed, 'write-lost-after-202');

        updateNow(name, by, change) {
          if (by !== 'user' || this.#chance.happens(0.5)) return super.updateNow(name, by, change);
          const row = this.read(name);
          return row && change(row);
        }
      },
  },
  'error-body-without-details': {
    seen: 'Empty details are left out of the JSON.',
    property: null,
    rule: null,
    shows: 'the body of a refusal has no details',
    by: 'look',
    options: [],
    wraps: 'Edge',
    wrap: (Correct) =>
      class extends Correct {
        refusal(decision, name) {
          const { status, body } = super.refusal(decision, name);
          const { details, ...others } = body;
          return { status, body: others };
        }
      },
  },
  'no-pipeline-name-in-details': {
    seen: 'The body is made by code that does not know the name, and nobody adds it.',
    property: null,
    rule: null,
    shows: 'the details of PipelineInteractionNotDeployed have no pipeline_name',
    by: 'look',
    options: [],
    wraps: 'Edge',
    wrap: (Correct) =>
      class extends Correct {
        refusal({ httpStatus, error }) {
          return { status: httpStatus, body: error };
        }
      },
  },
  'wrong-error-code': {
    seen: 'One exception for all that is refused, and one code for the exception.',
    property: null,
    rule: 'pause.stopped',
    shows: 'a refusal has the error_code InvalidTransition instead of another one',
    by: 'history',
    options: [],
    wraps: 'Edge',
    wrap: (Correct) =>
      class extends Correct {
        refusal(decision, name) {
          const { status, body } = super.refusal(decision, name);
          return { status, body: { ...body, error_code: 'InvalidTransition' } };
        }
      },
  },
  'refusal-answered-with-200': {
    seen: 'A gateway that answers with the body it was given, and with a status of its own.',
    property: 'refusal.documented',
    rule: 'activate.notDeployed',
    shows: 'a refusal that should be a 503 is a 200',
    by: 'history',
    options: [],
    wraps: 'Edge',
    wrap: (Correct) =>
      class extends Correct {
        refusal(decision, name) {
          const { status, body } = super.refusal(decision, name);
          return { status: status === 503 ? 200 : status, body };
        }
      },
  },
  'desired-lags-in-get': {
    seen:
      'GET is answered by a cache or a replica: Kafka Connect documents such a delay of its statuses ' +
      '(https://github.com/apache/kafka/pull/1358).',
    property: 'accepted.is-done',
    rule: 'pause.deployed',
    shows: 'a poll right after a 202 has the desired status of before',
    by: 'history',
    options: [],
    wraps: 'Edge',
    wrap: (Correct) =>
      class extends Correct {
        #cache = new Map();

        view(name) {
          const known = this.#cache.get(name);
          if (known !== undefined && this.clock.monotonic() - known.at < cacheAge)
            return known.view;
          const view = super.view(name);
          this.#cache.set(name, { view, at: this.clock.monotonic() });
          return view;
        }

        remove(name) {
          this.#cache.delete(name);
          return super.remove(name);
        }
      },
  },
  'forced-stop-waits-for-suspend': {
    seen:
      'Feldera: the runner ignores a forced stop until the suspend operation completes or times out ' +
      '(https://github.com/feldera/feldera/issues/4495).',
    property: null,
    rule: 'stop.forcedWhileSuspending',
    shows: 'a forced stop of a long suspension is answered with 202, and has no effect for as long',
    by: 'look',
    options: ['--suspends', '3000'],
    wraps: 'Runner',
    wrap: (Correct) =>
      class extends Correct {
        async makesCheckpoint(work) {
          return this.takes(work, this.options.suspends);
        }
      },
  },
  'stuck-in-stopping-after-suspension': {
    seen:
      'Kubernetes: pods that remain in Terminating, also when deleted by force ' +
      '(https://github.com/kubernetes/kubernetes/issues/66574).',
    property: 'liveness.stops',
    rule: 'deprovisioned.stops',
    shows: 'after a graceful stop the status remains Stopping',
    by: 'look',
    options: [],
    wraps: 'Runner',
    wrap: (Correct) =>
      class extends Correct {
        #suspended = 0;

        suspended(work) {
          this.#suspended = work.step.generation;
          return super.suspended(work);
        }

        async awaitDeprovisioned(work) {
          if (work.step.generation !== this.#suspended) return super.awaitDeprovisioned(work);
          await this.store.changed(1000);
        }
      },
  },
  'runner-forgets-after-restart': {
    seen: 'A runner that acts on events only: those from before its restart are gone.',
    property: 'liveness.arrives',
    rule: 'status.byRunnerOnly',
    shows: 'after the runner was killed the pipeline remains Provisioning, until something changes',
    by: 'look',
    options: [],
    wraps: 'Runner',
    wrap: (Correct) =>
      class extends Correct {
        #wasKilled = false;

        kill() {
          this.#wasKilled = true;
          super.kill();
        }

        async live(life) {
          // The store wakes for changes of every pipeline, so this one is compared.
          if (this.#wasKilled) await this.#event(life);
          return super.live(life);
        }

        async #event(life) {
          const before = JSON.stringify(this.store.read(this.name));
          while (!life.over && JSON.stringify(this.store.read(this.name)) === before) {
            await this.store.changed(1000);
          }
        }
      },
  },
};
