/**
 * Arbitraries of the vocabulary for fast-check: actions, observations, capabilities, errors. Their
 * values are plain objects, which fast-check prints as code, and shrink to the simplest ones.
 */
import fc from 'fast-check';
import { member, throwFirst } from '../../input';
import {
  type ActionType,
  actionTypes,
  type Capabilities,
  type CompleteAction,
  capabilityNames,
  type ErrorResponse,
  everyAction,
  everyCapabilities,
  type Observation,
  type ObservationType,
  observations,
  observationTypes,
  parseAction,
} from '../../lifecycle';

/**
 * Generates actions of these types, or of all types if none is named, with every combination of
 * parameters. Each type is equally likely. Shrinks to the first type with its defaults. Throws
 * InvalidInputError for an unknown type.
 */
export function anyAction<Type extends ActionType = ActionType>(
  ...types: readonly Type[]
): fc.Arbitrary<CompleteAction<Type>> {
  const wanted = typesOf('action type', types, actionTypes);
  return fc.oneof({ withCrossShrink: true }, ...wanted.map(anyVariantOf)) as fc.Arbitrary<
    CompleteAction<Type>
  >;
}

function anyVariantOf(type: ActionType): fc.Arbitrary<CompleteAction> {
  // The defaults are simplest, and fast-check shrinks to the first value.
  const simple = parseAction({ type });
  const others = everyAction.filter((each) => each.type === type && each !== simple);
  return fc.constantFrom(simple, ...others);
}

const failureCodes = ['OutOfMemory', 'NoCapacity', 'WorkerPanic', 'SuspendFailed'];
const detail = fc.oneof(fc.boolean(), fc.integer(), fc.string({ maxLength: 8 }), fc.constant(null));

/** Generates errors of a pipeline, some with a strange message, and with details of any kind. */
export function anyError(): fc.Arbitrary<ErrorResponse> {
  return fc.record(
    {
      message: fc.oneof(
        { withCrossShrink: true },
        { weight: 2, arbitrary: fc.constant('The pipeline failed.') },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
      ),
      error_code: fc.constantFrom(...failureCodes),
      details: fc.dictionary(fc.string({ maxLength: 4 }), detail, {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    },
    { noNullPrototype: true },
  );
}

/**
 * Generates observations of these types, or of all types if none is named, with checkpoints,
 * errors, and sometimes a generation. Shrinks to the first type, without a generation. Throws
 * InvalidInputError for an unknown type.
 */
export function anyObservation<Type extends ObservationType = ObservationType>(
  ...types: readonly Type[]
): fc.Arbitrary<Observation<Type>> {
  const wanted = typesOf('observation type', types, observationTypes);
  return fc.oneof({ withCrossShrink: true }, ...wanted.map(observationsOf)) as fc.Arbitrary<
    Observation<Type>
  >;
}

function observationsOf(type: ObservationType): fc.Arbitrary<Observation> {
  const { carries } = observations[type];
  const payload = {
    ...(carries === 'checkpoint' ? { checkpoint: fc.nat({ max: 9 }) } : {}),
    ...(carries === 'error' ? { error: anyError() } : {}),
  };
  const model: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.constant(type),
    ...payload,
    generation: fc.nat({ max: 3 }),
  };
  const requiredKeys = ['type', ...Object.keys(payload)];
  return fc.record(model, {
    requiredKeys,
    noNullPrototype: true,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<Observation>;
}

/** Generates capabilities; each is more often there than not. Shrinks to all of them. */
export function anyCapabilities(): fc.Arbitrary<Capabilities> {
  const has = fc.constantFrom(true, true, true, false);
  return fc
    .record(Object.fromEntries(capabilityNames.map((name) => [name, has])))
    .map(
      (wanted) =>
        everyCapabilities.find((each) =>
          capabilityNames.every((name) => each[name] === wanted[name]),
        ) as Capabilities,
    );
}

function typesOf<Type>(field: string, types: readonly Type[], all: readonly Type[]) {
  throwFirst(types.flatMap((type) => member(field, type, all)));
  return types.length === 0 ? all : types;
}
