/** Users who call random actions, and look at the pipelines, and write down what they have seen. */
import { setTimeout } from 'node:timers/promises';
import { UnansweredError } from '../client.mjs';
import { between, pick } from './random.mjs';

const plainStart = { call: 'start', query: {} };
const forcedStop = { call: 'stop', query: { force: true } };

/** The actions, each as often as it is to be called. */
const actions = [
  ...Array(4).fill(plainStart),
  { call: 'start', query: { initial: 'paused' } },
  { call: 'start', query: { initial: 'standby' } },
  ...Array(3).fill({ call: 'pause', query: {} }),
  ...Array(3).fill({ call: 'resume', query: {} }),
  { call: 'stop', query: {} },
  forcedStop,
  { call: 'activate', query: {} },
  { call: 'dismiss_error', query: {} },
];

/** The codes that say that the server itself is in trouble, so the action may have taken effect. */
const isAnswer = ({ status, body }) =>
  status < 500 ||
  ['IllegalPipelineAction', 'PipelineInteractionNotDeployed', 'InvalidTransition'].includes(
    body?.error_code,
  );

/** The users of one pipeline, and the history that they record. */
export class Users {
  /** The lines of the history, in the order in which the answers came. */
  history = [];
  lost = 0;
  #name;
  #client;
  #random;

  constructor({ name, client, random }) {
    this.#name = name;
    this.#client = client;
    this.#random = random;
  }

  /** Acts and looks until the signal is aborted. */
  async run(signal) {
    const again = async (act, pause) => {
      while (!signal.aborted) {
        await act();
        const delay = between(this.#random, 0, pause);
        await setTimeout(delay, undefined, { signal }).catch(() => {});
      }
    };
    await Promise.all([
      again(() => this.#act(pick(this.#random, actions)), 1_500),
      again(() => this.#look(), 1_500),
    ]);
  }

  /**
   * Stops the pipeline by force, and starts it again. Resolves with false if the deadline is over
   * before it is up.
   */
  async comeUp(deadline) {
    const isStopped = (status) => status === 'Stopped';
    return (
      (await this.#actUntil(forcedStop, isStopped, deadline)) &&
      (await this.#actUntil(plainStart, (status) => !isStopped(status), deadline))
    );
  }

  async #actUntil(action, isThere, deadline) {
    for (;;) {
      const { deployment_status: status, deployment_desired_status: desired } =
        await this.lookAtLast();
      if (status === desired && isThere(status)) return true;
      if (performance.now() > deadline) return false;
      await this.#act(action);
      await setTimeout(200);
    }
  }

  async #act({ call, query }) {
    const search = new URLSearchParams(query);
    const path = `/${this.#name}/${call}${search.size === 0 ? '' : `?${search}`}`;
    const lineOf = ({ status, body }) => ({
      ...{ call, query, answer: status },
      ...(body?.error_code === undefined ? {} : { error_code: body.error_code }),
    });
    // Once on each server, if the first one does not answer.
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await this.#recorded('POST', path, lineOf, { call, query });
      if (answer !== undefined) return;
    }
  }

  async #look() {
    await this.#recorded('GET', `/${this.#name}`, ({ body }) => ({ seen: body }));
  }

  /** Looks once more, when nobody acts any more. Resolves with the pipeline. */
  async lookAtLast() {
    for (;;) {
      const answer = await this.#recorded('GET', `/${this.#name}`, ({ body }) => ({ seen: body }));
      if (answer !== undefined) return answer.body;
      await setTimeout(100);
    }
  }

  /** Asks, and writes down the line; `lost` is the line if no answer came, if there is one. */
  async #recorded(method, path, lineOf, lost) {
    const began = performance.now();
    try {
      const answer = await this.#client.once(method, path, { timeout: 5_000 });
      const ended = performance.now();
      if (isAnswer(answer)) {
        this.history.push({ ...lineOf(answer), began, ended });
        return answer;
      }
      this.#missed(lost, { began, ended });
    } catch (error) {
      if (!(error instanceof UnansweredError)) throw error;
      if (error.wasSent) this.#missed(lost, { began, ended: performance.now() });
    }
    return undefined;
  }

  #missed(line, times) {
    if (line === undefined) return;
    this.lost += 1;
    this.history.push({ ...line, ...times });
  }
}
