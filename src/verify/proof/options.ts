/** Validates the options of `verify`, before anything is explored. */

import {
  callable,
  type Fields,
  fieldsOf,
  InvalidInputError,
  itemsOf,
  member,
  optionsOf,
  type Problem,
  readThrown,
  text,
  throwFirst,
} from '../../input';
import {
  type Capabilities,
  type CompleteAction,
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
  const given = optionsOf(options, optionNames, 'a verification');
  const { machine, implementation, limit } = given;
  if (implementation !== undefined) throwFirst(implementationProblems(implementation, machine));
  const rules = itemsIn('rules', given.rules ?? []).map(ruleCopy);
  refuseKnownIds(rules);
  const allRules = [...catalogue, ...rules];
  const own = itemsIn('properties', given.properties ?? []).map((each, index) =>
    propertyCopy(each, `properties[${index}]`, allRules),
  );
  const all = [
    ...lifecycleProperties.map((each) =>
      rules.length > 0 && each.id === namesARule([]).id ? namesARule(allRules) : each,
    ),
    ...(implementation === undefined ? [] : implementationProperties),
    ...own,
  ];
  validateUniqueIds(all);
  const capabilities = someItemsIn('capabilities', given.capabilities ?? everyCapabilities);
  return {
    machine,
    implementation,
    rules: allRules,
    properties: given.only === undefined ? all : chosen(all, someItemsIn('only', given.only)),
    combinations: capabilities.map(parseCapabilities),
    limit,
  };
}

const optionNames = [
  ...['machine', 'implementation', 'properties', 'rules', 'only', 'capabilities', 'limit'],
];

/** The functions that a property of each kind must have. */
const functionsOf: Readonly<Record<Property['kind'], readonly string[]>> = {
  always: ['premise', 'holds'],
  step: ['premise', 'holds'],
  leadsTo: ['from', 'to'],
  responds: ['to'],
};

/** Returns a copy of a property. Throws InvalidInputError if it is malformed. */
function propertyCopy(value: unknown, field: string, rules: readonly Rule[]): Property {
  const given = fieldsOf(value, field, 'a property', `${field}.`);
  const { id, kind, statement } = given;
  throwFirst([
    ...text(`${field}.id`, id),
    ...text(`${field}.statement`, statement),
    ...member(`${field}.kind`, kind, Object.keys(functionsOf)),
  ]);
  const ids = rules.map((rule) => rule.id);
  const named = itemsIn(`${field}.rules`, given.rules);
  const needs = itemsIn(`${field}.needs`, given.needs ?? []);
  throwFirst([
    ...functionsOf[kind as Property['kind']].flatMap((name) =>
      callable(`${field}.${name}`, given[name]),
    ),
    ...named.flatMap((rule) => namedRule(`${field}.rules`, rule, ids)),
    ...needs.flatMap((name) => member(`${field}.needs`, name, capabilityNames)),
  ]);
  const copy = given.needs === undefined ? given : { ...given, needs };
  return Object.freeze({ ...copy, rules: named, ...ownFields(given, field) }) as never;
}

/** Returns copies of the fields that only properties of one kind have, checked. */
function ownFields({ kind, memory = null, within, after }: Fields, field: string): Fields {
  if (kind === 'step' && memory !== null) {
    const name = `${field}.memory`;
    const given = fieldsOf(memory, name, 'an object, or null', `${name}.`);
    const { initial } = given;
    const isMemory = initial === null || ['string', 'number', 'boolean'].includes(typeof initial);
    if (!isMemory) {
      const allowed = 'a string, a number, a boolean or null';
      throw invalidOption(`${name}.initial`, initial, allowed);
    }
    throwFirst(callable(`${name}.after`, given.after));
    return { memory: { initial, after: given.after } };
  }
  if (kind !== 'responds') return {};
  const types = itemsIn(`${field}.within`, within);
  throwFirst(types.flatMap((type) => member(`${field}.within`, type, observationTypes)));
  return { within: types, after: actionIn(`${field}.after`, after) };
}

function actionIn(field: string, value: unknown): CompleteAction {
  const given = fieldsOf(value, field, 'an action', `${field}.`);
  try {
    return parseAction(given);
  } catch (error) {
    const reason = readThrown(error).message;
    throw invalidOption(field, given, `an action: ${reason}`);
  }
}

function namedRule(field: string, value: unknown, ids: readonly unknown[]): Problem[] {
  const allowed = 'the id of a rule: one of the catalogue, or one given as `rules`';
  return ids.includes(value) ? [] : [{ field, value, allowed }];
}

/** Returns a copy of a rule of the caller. Throws InvalidInputError if it is malformed. */
function ruleCopy(value: unknown, index: number): Rule {
  const field = `rules[${index}]`;
  const given = fieldsOf(value, field, 'a rule', `${field}.`);
  throwFirst([
    ...text(`${field}.id`, given.id),
    ...text(`${field}.statement`, given.statement),
    ...member(`${field}.plane`, given.plane, ['desired', 'status', 'both']),
    ...member(`${field}.source`, given.source, ['document', 'live', 'decision']),
  ]);
  return Object.freeze({ ...given }) as unknown as Rule;
}

/** Throws InvalidInputError if a rule has the id of another, or of one of the catalogue. */
function refuseKnownIds(rules: readonly Rule[]): void {
  const ids = new Set<unknown>(catalogue.map(({ id }) => id));
  for (const [index, { id }] of rules.entries()) {
    if (ids.has(id)) throw invalidOption(`rules[${index}].id`, id, 'an id of its own');
    ids.add(id);
  }
}

function validateUniqueIds(properties: readonly Property[]): void {
  const seen = new Set<string>();
  for (const { id } of properties) {
    if (seen.has(id)) throw invalidOption('properties', id, 'properties with ids of their own');
    seen.add(id);
  }
}

function chosen(all: readonly Property[], only: readonly unknown[]): readonly Property[] {
  const isChosenBy =
    (wanted: unknown) =>
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

function itemsIn(field: string, value: unknown): readonly unknown[] {
  const items = itemsOf(value, field);
  if (items === undefined) throw invalidOption(field, value, 'an array');
  return items;
}

function someItemsIn(field: string, value: unknown): readonly unknown[] {
  const items = itemsIn(field, value);
  if (items.length === 0) throw invalidOption(field, items, 'an array with at least one item');
  return items;
}

function invalidOption(field: string, value: unknown, allowed: string): InvalidInputError {
  return new InvalidInputError({ field, value, allowed });
}
