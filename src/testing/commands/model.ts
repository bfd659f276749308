/**
 * The model of the model-based commands: the library's own deployment, and the rules that led to
 * it.
 */

import { optionsOf } from '../../input';
import {
  type Action,
  type Capabilities,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  fullCapabilities,
  type Observation,
  type Outcome,
  observe,
  parseCapabilities,
  parseDeployment,
} from '../../lifecycle';
import type { RuleId } from '../../lifecycle/rules';

/** The result of polling the model. */
export interface ModelReading {
  readonly status: Deployment['status'];
  readonly desiredStatus: Deployment['desiredStatus'];
  readonly hasError: boolean;
}

/** The initial state of a model. */
export interface LifecycleModelOptions {
  /** The capabilities of the pipeline. By default, all of them. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** By default, that of a pipeline that was never started. */
  readonly deployment?: Deployment | undefined;
}

/** The expected state of the implementation. The commands change it as they run. */
export class LifecycleModel {
  readonly capabilities: Capabilities;
  #deployment: Deployment;
  /** The rules that have set what a poll reads; none for a field that is as it began. */
  readonly #setBy = new Map<keyof ModelReading, RuleId>();

  /** Throws InvalidInputError. */
  constructor(options: LifecycleModelOptions = {}) {
    const given = optionsOf(options, ['capabilities', 'deployment'], 'a model');
    this.capabilities = parseCapabilities(given.capabilities ?? fullCapabilities);
    this.#deployment = parseDeployment(given.deployment ?? createDeployment());
  }

  /** The expected deployment. */
  get deployment(): Deployment {
    return this.#deployment;
  }

  /** The reading that a poll must give. */
  get reading(): ModelReading {
    const { status, desiredStatus, error } = this.#deployment;
    return { status, desiredStatus, hasError: error !== null };
  }

  /** The rule that has last set this field of a reading; null if it is as it began. */
  setBy(field: keyof ModelReading): RuleId | null {
    return this.#setBy.get(field) ?? null;
  }

  /** Decides an action of the user. */
  call(action: Action): Decision {
    return this.#become(decide(this.#deployment, action, this.capabilities));
  }

  /** Applies an observation of the runner. */
  report(observation: Observation): Outcome {
    return this.#become(observe(this.#deployment, observation));
  }

  /** Returns true if this observation would be applied, false if it would be stale. */
  canApply(observation: Observation): boolean {
    return observe(this.#deployment, observation).accepted;
  }

  #become<Result extends Decision | Outcome>(result: Result): Result {
    const before = this.reading;
    this.#deployment = result.deployment;
    for (const field of ['status', 'desiredStatus', 'hasError'] as const) {
      if (before[field] !== this.reading[field]) this.#setBy.set(field, result.rule);
    }
    return result;
  }
}
