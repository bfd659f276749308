/**
 * Arbitraries of scripts. A script is chosen step by step, depending on the deployment reached so
 * far, so that it makes progress. It shrinks by dropping steps; those that remain are played as
 * they are.
 */
import fc from 'fast-check';
import {
  count,
  fieldsOf,
  has,
  InvalidInputError,
  isFields,
  optionsOf,
  throwFirst,
  unknownFields,
} from '../../input';
import {
  type Capabilities,
  capabilityNames,
  createDeployment,
  type Deployment,
  parseAction,
  parseCapabilities,
} from '../../lifecycle';
import {
  block,
  type Chance,
  errorWithCode,
  type LifecycleScript,
  playScript,
  playStep,
  printing,
  type ScriptStep,
  type ScriptWeights,
  scriptOf,
  scriptStep,
  stepOfKind,
  usualWeights,
} from '../script';
import { anyCapabilities } from './vocabulary';

/** The choice of scripts. */
export interface ScriptOptions {
  /** The capabilities of the pipelines. By default, any combination. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** How often each kind of step occurs; kinds that are left out occur as often as usual. */
  readonly weights?: Partial<ScriptWeights> | undefined;
  /** The maximal number of steps. By default 40. */
  readonly maxSteps?: number | undefined;
}

/**
 * Generates scripts of a user and a runner: calls, polls, progress of the runner, failures, stale
 * reports. They print as scenario scripts, and shrink by dropping steps and simplifying those that
 * remain. Throws InvalidInputError if the options are invalid.
 */
export function userAndRunnerScript(options: ScriptOptions = {}): fc.Arbitrary<LifecycleScript> {
  return scriptsOf(options, usualWeights);
}

/** Generates scripts with these weights unless the options say otherwise. */
export function scriptsOf(
  options: ScriptOptions,
  usual: ScriptWeights,
): fc.Arbitrary<LifecycleScript> {
  return new Scripts(scriptPlan(options, usual));
}

/** A deployment, and the walk that reached it. */
export interface WalkedDeployment {
  readonly deployment: Deployment;
  readonly capabilities: Capabilities;
  /** The walk as a scenario script. */
  readonly script: readonly string[];
}

/**
 * Generates deployments by walks of actions and observations, each together with its walk. In
 * contrast to `anyDeployment`, deployments in which pipelines often are occur more often. Shrinks
 * by dropping steps. Throws InvalidInputError if the options are invalid.
 */
export function deploymentByWalk(options: ScriptOptions = {}): fc.Arbitrary<WalkedDeployment> {
  return scriptsOf(options, { ...usualWeights, poll: 0 }).map((script) => {
    const deployment = playScript(script).at(-1)?.after ?? createDeployment();
    const { capabilities, lines } = script;
    const { status, desiredStatus } = deployment;
    return printing(
      { deployment, capabilities, script: lines },
      block([...lines, `# leads to ${status}/${desiredStatus}`]),
    );
  });
}

/** The options, complete. */
interface ScriptPlan {
  readonly capabilities: fc.Arbitrary<Capabilities>;
  /** True if the capabilities were given and so must not change. */
  readonly isFixed: boolean;
  readonly weights: ScriptWeights;
  readonly maxSteps: number;
}

function scriptPlan(options: ScriptOptions, usual: ScriptWeights): ScriptPlan {
  const given = optionsOf(options, ['capabilities', 'weights', 'maxSteps'], 'a script');
  const { capabilities, weights = {}, maxSteps = 40 } = given;
  throwFirst(count('maxSteps', maxSteps));
  return {
    capabilities:
      capabilities === undefined ? anyCapabilities() : fc.constant(parseCapabilities(capabilities)),
    weights: completeWeights(weights, usual),
    isFixed: capabilities !== undefined,
    maxSteps,
  };
}

function completeWeights(weights: Partial<ScriptWeights>, usual: ScriptWeights): ScriptWeights {
  const given = fieldsOf(weights, 'weights', 'an object', 'weights.');
  throwFirst([
    ...unknownFields(given, Object.keys(usual), 'a script', 'weights.'),
    ...Object.entries(given).flatMap(([kind, weight]) =>
      weight === undefined ? [] : count(`weights.${kind}`, weight),
    ),
  ]);
  const own = Object.entries(given).filter(([, weight]) => weight !== undefined);
  const all: ScriptWeights = { ...usual, ...Object.fromEntries(own) };
  if (Object.values(all).every((weight) => weight === 0)) {
    const allowed = 'more than 0 for at least one kind of step';
    throw new InvalidInputError({ field: 'weights', value: given, allowed });
  }
  return all;
}

/** Not an array of fast-check's, which would choose every step before the first is played. */
class Scripts extends fc.Arbitrary<LifecycleScript> {
  readonly #plan: ScriptPlan;

  constructor(plan: ScriptPlan) {
    super();
    this.#plan = plan;
  }

  override generate(chance: fc.Random, bias: number | undefined): fc.Value<LifecycleScript> {
    const { capabilities, weights, maxSteps } = this.#plan;
    const present = capabilities.generate(chance, bias).value;
    const steps: ScriptStep[] = [];
    let deployment = createDeployment();
    for (let left = chance.nextInt(0, maxSteps); left > 0; left -= 1) {
      const step = anyStep(deployment, present, weights, chance);
      // No kind of step that has a weight makes sense here, nor will it later.
      if (step === undefined) break;
      steps.push(scriptStep(step));
      deployment = playStep(deployment, step, present).after;
    }
    return new fc.Value(scriptOf(present, steps), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is LifecycleScript {
    return isFields(value) && Array.isArray(value.steps) && isFields(value.capabilities);
  }

  override shrink(script: LifecycleScript): fc.Stream<fc.Value<LifecycleScript>> {
    return fc
      .stream(simpler(script, !this.#plan.isFixed))
      .map((each) => new fc.Value(each, undefined));
  }
}

function anyStep(
  deployment: Deployment,
  capabilities: Capabilities,
  weights: ScriptWeights,
  chance: Chance,
): ScriptStep | undefined {
  let choices = Object.entries(weights) as [keyof ScriptWeights, number][];
  while (choices.length > 0) {
    const total = choices.reduce((all, [, weight]) => all + weight, 0);
    if (total === 0) return undefined;
    let point = chance.nextInt(1, total);
    const kind = choices.find(([, weight]) => {
      point -= weight;
      return point <= 0;
    })?.[0] as keyof ScriptWeights;
    const step = stepOfKind(kind, deployment, capabilities, chance);
    if (step !== undefined) return step;
    choices = choices.filter(([each]) => each !== kind);
  }
  return undefined;
}

/** Scripts that are simpler than this one, much simpler ones first. */
function* simpler(
  { capabilities, steps }: LifecycleScript,
  mayChangeCapabilities: boolean,
): IterableIterator<LifecycleScript> {
  for (let size = steps.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = steps.length - size; from > -size; from -= size) {
      const start = Math.max(from, 0);
      yield scriptOf(capabilities, [...steps.slice(0, start), ...steps.slice(from + size)]);
    }
  }
  if (mayChangeCapabilities) {
    for (const name of capabilityNames.filter((each) => !capabilities[each])) {
      yield scriptOf(parseCapabilities({ ...capabilities, [name]: true }), [...steps]);
    }
  }
  for (const [index, step] of steps.entries()) {
    for (const each of simplerSteps(step)) {
      yield scriptOf(capabilities, steps.with(index, scriptStep(each)));
    }
  }
}

function* simplerSteps(step: ScriptStep): IterableIterator<ScriptStep> {
  if (step.kind === 'call') {
    const { type, ...parameters } = step.action;
    const defaults = parseAction({ type }) as unknown as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(parameters)) {
      if (value === defaults[name]) continue;
      yield { kind: 'call', action: parseAction({ ...step.action, [name]: defaults[name] }) };
    }
  }
  if (step.kind !== 'report') return;
  const { observation } = step;
  if (observation.generation !== undefined) {
    const { generation: _, ...rest } = observation;
    yield { kind: 'report', observation: rest as typeof observation };
  }
  if (has(observation, 'checkpoint') && observation.checkpoint > 0) {
    const lower = new Set([0, Math.floor(observation.checkpoint / 2), observation.checkpoint - 1]);
    for (const checkpoint of lower) {
      yield { kind: 'report', observation: { ...observation, checkpoint } };
    }
  }
  const simple = errorWithCode('OutOfMemory');
  if (observation.type === 'failed' && observation.error.error_code !== simple.error_code) {
    yield { kind: 'report', observation: { ...observation, error: simple } };
  }
}
