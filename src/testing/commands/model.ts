/** The model of the model-based commands: the library's own deployment, and how it came to be so. */

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

/** What a poll of the model reads. */
export interface ModelReading {
  readonly status: Deployment['status'];
  readonly desiredStatus: Deployment['desiredStatus'];
  readonly hasError: boolean;
}

/** Where a model begins. */
export interface LifecycleModelOptions {
  /** What the pipeline can do; by default everything. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** By default a pipeline that was never started. */
  readonly deployment?: Deployment | undefined;
}

/** What the implementation should be like. The commands change it as they run. */
export class LifecycleModel {
  readonly capabilities: Capabilities;
  #deployment: Deployment;
  /** The rules that have set what a poll reads; none where it is as it began. */
  readonly #setBy = new Map<keyof ModelReading, RuleId>();

  /** Throws InvalidInputError. */
  constructor(options: LifecycleModelOptions = {}) {
    optionsOf(options, ['capabilities', 'deployment'], 'a model');
    this.capabilities = parseCapabilities(options.capabilities ?? fullCapabilities);
    this.#deployment = parseDeployment(options.deployment ?? createDeployment());
  }

  /** The deployment as the library has it. */
  get deployment(): Deployment {
    return this.#deployment;
  }

  /** What a poll must read. */
  get reading(): ModelReading {
    const { status, desiredStatus, error } = this.#deployment;
    return { status, desiredStatus, hasError: error !== null };
  }

  /** The rule that has last set what a poll reads there; null where it is as it began. */
  setBy(field: keyof ModelReading): RuleId | null {
    return this.#setBy.get(field) ?? null;
  }

  /** The user calls. */
  call(action: Action): Decision {
    return this.#become(decide(this.#deployment, action, this.capabilities));
  }

  /** The runner reports. */
  report(observation: Observation): Outcome {
    return this.#become(observe(this.#deployment, observation));
  }

  /** Whether this report would be taken in. */
  takes(observation: Observation): boolean {
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
