/** Checking the options of `verify`, before anything is explored. */

import {
  InvalidInputError,
  isFields,
  member,
  type Problem,
  text,
  throwFirst,
  unknownFields,
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

/** What is verified. */
export interface VerifyOptions {
  /** By default the lifecycle itself. */
  readonly machine?: LifecycleMachine | undefined;
  /** An implementation to verify instead of a machine; what no machine can break is verified as well. */
  readonly implementation?: LifecycleImplementation | undefined;
  /** Properties of your own, to be proven as well. */
  readonly properties?: readonly Property[] | undefined;
  /** Rules of your own, which the machine or the properties name. */
  readonly rules?: readonly Rule[] | undefined;
  /** The ids of the properties to prove, or their beginnings up to a dot; by default all. */
  readonly only?: readonly string[] | undefined;
  /** The combinations of capabilities; by default all eight. */
  readonly capabilities?: readonly Partial<Capabilities>[] | undefined;
  /** How many states there may be for one combination; by default 1,000. */
  readonly limit?: number | undefined;
}

/** The options, complete. */
export interface Plan {
  readonly machine: LifecycleMachine | undefined;
  readonly implementation: LifecycleImplementation | undefined;
  readonly properties: readonly Property[];
  /** The catalogue, and the rules that were given. */
  readonly rules: readonly Rule[];
  readonly combinations: readonly Capabilities[];
  readonly limit: number | undefined;
}

/** What is to be done. Throws InvalidInputError. */
export function planOf(options: VerifyOptions): Plan {
  const given: unknown = options;
  if (!isFields(given)) throw invalid('options', given, 'an object');
  throwFirst(
    unknownFields(
      given,
      ['machine', 'implementation', 'properties', 'rules', 'only', 'capabilities', 'limit'],
      'a verification',
    ),
  );
  const { machine, implementation, properties = [], rules = [], limit } = options;
  if (implementation !== undefined) throwFirst(implementationProblems(implementation, machine));
  const allRules = [...catalogue, ...ownRules(rules)];
  const own = listOf('properties', properties);
  for (const [index, property] of own.entries()) {
    checkProperty(property, `properties[${index}]`, allRules);
  }
  const all = [
    ...lifecycleProperties.map((each) =>
      rules.length > 0 && each.id === namesARule([]).id ? namesARule(allRules) : each,
    ),
    ...(implementation === undefined ? [] : implementationProperties),
    ...own,
  ];
  checkUnique(all);
  return {
    machine,
    implementation,
    rules: allRules,
    properties: options.only === undefined ? all : chosen(all, someOf('only', options.only)),
    combinations: someOf('capabilities', options.capabilities ?? everyCapabilities).map((each) =>
      parseCapabilities(each),
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

function checkProperty(property: unknown, field: string, rules: readonly Rule[]): void {
  if (!isFields(property)) throw invalid(field, property, 'a property');
  const { id, kind, statement, rules: named, needs = [] } = property;
  throwFirst([
    ...text(`${field}.id`, id),
    ...text(`${field}.statement`, statement),
    ...member(`${field}.kind`, kind, Object.keys(functionsOf)),
  ]);
  const ids = rules.map((rule) => rule.id);
  throwFirst([
    ...functionsOf[kind as Property['kind']].flatMap((name) =>
      isFunction(`${field}.${name}`, property[name]),
    ),
    ...listOf(`${field}.rules`, named as unknown[]).flatMap((rule) =>
      namedRule(`${field}.rules`, rule, ids),
    ),
    ...listOf(`${field}.needs`, needs as unknown[]).flatMap((name) =>
      member(`${field}.needs`, name, capabilityNames),
    ),
  ]);
  checkRest(property, field);
}

type Fields = Readonly<Record<string, unknown>>;

/** What the properties of one kind have beside functions. */
function checkRest({ kind, memory = null, within, after }: Fields, field: string): void {
  if (kind === 'step' && memory !== null) {
    if (!isFields(memory)) throw invalid(`${field}.memory`, memory, 'an object, or null');
    const { initial } = memory;
    const isMemory = initial === null || ['string', 'number', 'boolean'].includes(typeof initial);
    if (!isMemory) {
      throw invalid(`${field}.memory.initial`, initial, 'a string, a number, a boolean or null');
    }
    throwFirst(isFunction(`${field}.memory.after`, memory.after));
  }
  if (kind === 'responds') {
    for (const type of listOf(`${field}.within`, within as unknown[])) {
      throwFirst(member(`${field}.within`, type, observationTypes));
    }
    checkAction(`${field}.after`, after);
  }
}

function checkAction(field: string, value: unknown): void {
  try {
    parseAction(value);
  } catch (error) {
    throw invalid(field, value, `an action: ${error instanceof Error ? error.message : error}`);
  }
}

function isFunction(field: string, value: unknown): Problem[] {
  return typeof value === 'function' ? [] : [{ field, value, allowed: 'a function' }];
}

function namedRule(field: string, value: unknown, ids: readonly unknown[]): Problem[] {
  const allowed = 'the id of a rule: of the catalogue, or of one given as `rules`';
  return ids.includes(value) ? [] : [{ field, value, allowed }];
}

/** Rules that are well formed, and have ids that the catalogue does not. */
function ownRules(rules: readonly Rule[]): readonly Rule[] {
  const ids = new Set<unknown>(catalogue.map(({ id }) => id));
  for (const [index, rule] of listOf('rules', rules).entries()) {
    const field = `rules[${index}]`;
    const given: unknown = rule;
    if (!isFields(given)) throw invalid(field, given, 'a rule');
    throwFirst([
      ...text(`${field}.id`, given.id),
      ...text(`${field}.statement`, given.statement),
      ...member(`${field}.plane`, given.plane, ['desired', 'status', 'both']),
      ...member(`${field}.source`, given.source, ['document', 'live', 'decision']),
    ]);
    if (ids.has(given.id)) throw invalid(`${field}.id`, given.id, 'an id that no other rule has');
    ids.add(given.id);
  }
  return rules;
}

function checkUnique(properties: readonly Property[]): void {
  const seen = new Set<string>();
  for (const { id } of properties) {
    if (seen.has(id)) throw invalid('properties', id, 'ids that no other property has');
    seen.add(id);
  }
}

function chosen(all: readonly Property[], only: readonly string[]): readonly Property[] {
  const isChosenBy = (wanted: string) => (property: Property) =>
    property.id === wanted || property.id.startsWith(`${wanted}.`) || property.line === wanted;
  for (const wanted of only) {
    throwFirst(text('only', wanted));
    if (!all.some(isChosenBy(wanted))) {
      const ids = all.map(({ id }) => id).join(', ');
      throw invalid('only', wanted, `the id of a property, its subject or its number: ${ids}`);
    }
  }
  return all.filter((property) => only.some((wanted) => isChosenBy(wanted)(property)));
}

function listOf<Item>(field: string, value: readonly Item[]): readonly Item[] {
  if (!Array.isArray(value)) throw invalid(field, value, 'an array');
  return value;
}

function someOf<Item>(field: string, value: readonly Item[]): readonly Item[] {
  if (listOf(field, value).length === 0) throw invalid(field, value, 'an array that is not empty');
  return value;
}

function invalid(field: string, value: unknown, allowed: string): InvalidInputError {
  return new InvalidInputError({ field, value, allowed });
}
