/** Validates the options of `verify`, before anything is explored. */

import {
  type Fields,
  InvalidInputError,
  isFields,
  member,
  optionsOf,
  type Problem,
  readThrown,
  text,
  throwFirst,
} from '../../input';
import {
  type Capabilities,
  capabilityNames,
  everyCapabilities,
  observationTypes,
  parseAction,
  parseCapabilities,
} from '../../lifecycle';
import { rules as catalogue, type Rule } from '../../lifecycle/rules';
import {
  implementationProblems,
  type LifecycleImplementation,
  type LifecycleMachine,
} from '../exploration';
import {
  implementationProperties,
  lifecycleProperties,
  namesARule,
  type Property,
} from '../properties';

/** The subject of a verification, and what to prove of it. */
export interface VerifyOptions {
  /** Default: the lifecycle itself. */
  readonly machine?: LifecycleMachine | undefined;
  /** An implementation to verify instead of a machine; it has a few properties more to keep. */
  readonly implementation?: LifecycleImplementation | undefined;
  /** Properties of your own, proven after those of the lifecycle. */
  readonly properties?: readonly Property[] | undefined;
  /** Rules of your own that the machine or the properties name. */
  readonly rules?: readonly Rule[] | undefined;
  /**
   * The properties to prove, by id, by subject or by the number of the safety rule. Default: all.
   */
  readonly only?: readonly string[] | undefined;
  /** The combinations of capabilities. Default: all eight. */
  readonly capabilities?: readonly Partial<Capabilities>[] | undefined;
  /** The most states there may be for one combination. Default: 1,000. */
  readonly limit?: number | undefined;
}

/** Validated options, with their defaults. */
export interface VerificationPlan {
  readonly machine: LifecycleMachine | undefined;
  readonly implementation: LifecycleImplementation | undefined;
  readonly properties: readonly Property[];
  /** The rules of the catalogue, and those of the options. */
  readonly rules: readonly Rule[];
  readonly combinations: readonly Capabilities[];
  readonly limit: number | undefined;
}

/** Validates the options and completes them. Throws InvalidInputError. */
export function planVerification(options: VerifyOptions): VerificationPlan {
  optionsOf(
    options,
    ['machine', 'implementation', 'properties', 'rules', 'only', 'capabilities', 'limit'],
    'a verification',
  );
  const { machine, implementation, properties = [], rules = [], limit } = options;
  if (implementation !== undefined) throwFirst(implementationProblems(implementation, machine));
  const allRules = [...catalogue, ...validateRules(rules)];
  const own = arrayField('properties', properties);
  for (const [index, property] of own.entries()) {
    validateProperty(property, `properties[${index}]`, allRules);
  }
  const all = [
    ...lifecycleProperties.map((each) =>
      rules.length > 0 && each.id === namesARule([]).id ? namesARule(allRules) : each,
    ),
    ...(implementation === undefined ? [] : implementationProperties),
    ...own,
  ];
  validateUniqueIds(all);
  return {
    machine,
    implementation,
    rules: allRules,
    properties: options.only === undefined ? all : chosen(all, filledArray('only', options.only)),
    combinations: filledArray('capabilities', options.capabilities ?? everyCapabilities).map(
      (each) => parseCapabilities(each),
    ),
    limit,
  };
}

/** The functions that a property of each kind must have. */
const functionsOf: Readonly<Record<Property['kind'], readonly string[]>> = {
  always: ['premise', 'holds'],
  step: ['premise', 'holds'],
  leadsTo: ['from', 'to'],
  responds: ['to'],
};

function validateProperty(property: unknown, field: string, rules: readonly Rule[]): void {
  if (!isFields(property)) throw invalidOption(field, property, 'a property');
  const { id, kind, statement, rules: named, needs = [] } = property;
  throwFirst([
    ...text(`${field}.id`, id),
    ...text(`${field}.statement`, statement),
    ...member(`${field}.kind`, kind, Object.keys(functionsOf)),
  ]);
  const ids = rules.map((rule) => rule.id);
  throwFirst([
    ...functionsOf[kind as Property['kind']].flatMap((name) =>
      functionField(`${field}.${name}`, property[name]),
    ),
    ...arrayField(`${field}.rules`, named as unknown[]).flatMap((rule) =>
      namedRule(`${field}.rules`, rule, ids),
    ),
    ...arrayField(`${field}.needs`, needs as unknown[]).flatMap((name) =>
      member(`${field}.needs`, name, capabilityNames),
    ),
  ]);
  validateOwnFields(property, field);
}

/** Validates the fields that only properties of one kind have. */
function validateOwnFields({ kind, memory = null, within, after }: Fields, field: string): void {
  if (kind === 'step' && memory !== null) {
    if (!isFields(memory)) throw invalidOption(`${field}.memory`, memory, 'an object, or null');
    const { initial } = memory;
    const isMemory = initial === null || ['string', 'number', 'boolean'].includes(typeof initial);
    if (!isMemory) {
      const allowed = 'a string, a number, a boolean or null';
      throw invalidOption(`${field}.memory.initial`, initial, allowed);
    }
    throwFirst(functionField(`${field}.memory.after`, memory.after));
  }
  if (kind === 'responds') {
    for (const type of arrayField(`${field}.within`, within as unknown[])) {
      throwFirst(member(`${field}.within`, type, observationTypes));
    }
    validateAction(`${field}.after`, after);
  }
}

function validateAction(field: string, value: unknown): void {
  try {
    parseAction(value);
  } catch (error) {
    const reason = readThrown(error).message;
    throw invalidOption(field, value, `an action: ${reason}`);
  }
}

function functionField(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

function namedRule(field: string, value: unknown, ids: readonly unknown[]): Problem[] {
  const allowed = 'the id of a rule: one of the catalogue, or one given as `rules`';
  return ids.includes(value) ? [] : [{ field, value, allowed }];
}

/** Validates rules of the caller, whose ids must not be those of the catalogue. */
function validateRules(rules: readonly Rule[]): readonly Rule[] {
  const ids = new Set<unknown>(catalogue.map(({ id }) => id));
  for (const [index, rule] of arrayField('rules', rules).entries()) {
    const field = `rules[${index}]`;
    const given: unknown = rule;
    if (!isFields(given)) throw invalidOption(field, given, 'a rule');
    throwFirst([
      ...text(`${field}.id`, given.id),
      ...text(`${field}.statement`, given.statement),
      ...member(`${field}.plane`, given.plane, ['desired', 'status', 'both']),
      ...member(`${field}.source`, given.source, ['document', 'live', 'decision']),
    ]);
    if (ids.has(given.id)) throw invalidOption(`${field}.id`, given.id, 'an id of its own');
    ids.add(given.id);
  }
  return rules;
}

function validateUniqueIds(properties: readonly Property[]): void {
  const seen = new Set<string>();
  for (const { id } of properties) {
    if (seen.has(id)) throw invalidOption('properties', id, 'properties with ids of their own');
    seen.add(id);
  }
}

function chosen(all: readonly Property[], only: readonly string[]): readonly Property[] {
  const isChosenBy =
    (wanted: string) =>
    ({ id, requirement }: Property) =>
      id === wanted || id.startsWith(`${wanted}.`) || requirement === wanted;
  for (const wanted of only) {
    throwFirst(text('only', wanted));
    if (!all.some(isChosenBy(wanted))) {
      const ids = all.map(({ id }) => id).join(', ');
      const allowed = `the id of a property, a subject (the part before the dot), the number of a safety rule, or 'liveness': ${ids}`;
      throw invalidOption('only', wanted, allowed);
    }
  }
  return all.filter((property) => only.some((wanted) => isChosenBy(wanted)(property)));
}

function arrayField<Item>(field: string, value: readonly Item[]): readonly Item[] {
  if (!Array.isArray(value)) throw invalidOption(field, value, 'an array');
  return value;
}

function filledArray<Item>(field: string, value: readonly Item[]): readonly Item[] {
  if (arrayField(field, value).length === 0) {
    throw invalidOption(field, value, 'an array with at least one item');
  }
  return value;
}

function invalidOption(field: string, value: unknown, allowed: string): InvalidInputError {
  return new InvalidInputError({ field, value, allowed });
}
