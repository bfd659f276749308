/** `verify`: proves every property of the lifecycle, over every state and step. */
import type { Dialect } from '../dialect';
import { InvalidInputError, isInstanceOf } from '../input';
import type { Capabilities } from '../lifecycle';
import {
  type DialectProof,
  describeDialectProof,
  describeReport,
  type PropertyReport,
  toHistory,
  toStory,
  type VerifyOptions,
  type VerifyReport,
  verify,
  verifyDialect,
} from '../verify';
import { lifecycleProperties } from '../verify/properties';
import { inTermsOfUser } from './arguments';
import { type ExitStatus, exit, type Io, writeJson } from './io';
import { suggesting } from './suggestions';

/** The options of `verify`. */
export interface VerifyCommandOptions {
  /** The one combination of capabilities to verify; by default all eight. */
  readonly capabilities: Capabilities | undefined;
  readonly json: boolean;
  /** The dialect to verify instead of the lifecycle; undefined for the lifecycle itself. */
  readonly dialect?: Dialect | undefined;
}

/**
 * Proves the properties that are named, by default all, and prints the results. `verification` is
 * what to verify, by default the lifecycle; tests plant a bug in it.
 */
export function runVerify(
  only: readonly string[],
  options: VerifyCommandOptions,
  io: Io,
  verification: VerifyOptions = {},
): ExitStatus {
  if (options.dialect !== undefined) {
    if (only.length > 0) {
      const allowed = 'left out: every safety property of a dialect is proven';
      throw new InvalidInputError({ field: 'property', value: only[0], allowed });
    }
    return runDialect(options.dialect, options, io);
  }
  const report = verified(only, options, verification);
  if (options.json) writeJson(io, reportToJson(report));
  else io.stdout(`${describeReport(report)}\n`);
  return report.holds ? exit.legal : exit.violation;
}

/** Proves the safety properties for what a dialect adds, and prints what it gives up. */
function runDialect(dialect: Dialect, { json }: VerifyCommandOptions, io: Io): ExitStatus {
  const proof = verifyDialect(dialect);
  if (json) writeJson(io, proofToJson(proof));
  else io.stdout(`${describeDialectProof(proof)}\n`);
  return proof.holds ? exit.legal : exit.violation;
}

function proofToJson({ deviations, ...proof }: DialectProof): object {
  return {
    ...proof,
    deviations: deviations.map(({ deviation, broken }) => ({
      ...deviation,
      broken: broken.map(({ property, counterexample }) => ({
        property: property.id,
        requirement: property.requirement,
        statement: property.statement,
        story: toStory(counterexample).split('\n'),
      })),
    })),
  };
}

function verified(
  only: readonly string[],
  { capabilities }: VerifyCommandOptions,
  verification: VerifyOptions,
): VerifyReport {
  try {
    return verify({
      ...verification,
      ...(only.length === 0 ? {} : { only }),
      ...(capabilities === undefined ? {} : { capabilities: [capabilities] }),
    });
  } catch (error) {
    const value = isInstanceOf(error, InvalidInputError) && error.value;
    throw suggesting(inTermsOfUser(error, { only: 'property' }), value, propertyNames());
  }
}

/** The names that properties can be chosen by: subjects, ids, and numbers of safety rules. */
function propertyNames(): string[] {
  const ids = lifecycleProperties.map(({ id }) => id);
  return [...ids.map((id) => id.split('.')[0] as string), ...ids];
}

function reportToJson({ holds, properties, combinations, fairness }: VerifyReport): object {
  return { holds, properties: properties.map(propertyToJson), combinations, fairness };
}

function propertyToJson({ property, rules, counterexample, ...found }: PropertyReport): object {
  const { id, requirement = null, kind, statement } = property;
  return {
    id,
    requirement,
    kind,
    statement,
    rules: rules.map(({ id: rule, source, document, quote }) => ({
      rule,
      source,
      document,
      quote,
    })),
    ...found,
    counterexample: counterexample && {
      capabilities: counterexample.capabilities,
      length: counterexample.steps.length,
      story: toStory(counterexample).split('\n'),
      history: toHistory(counterexample).map((text) => JSON.parse(text) as unknown),
    },
  };
}
