/** `verify`: proves every property of the lifecycle, over every state and step. */
import type { Capabilities } from '../lifecycle';
import {
  describeReport,
  type PropertyReport,
  toHistory,
  toStory,
  type VerifyOptions,
  type VerifyReport,
  verify,
} from '../verify';
import { type ExitStatus, exit, type Io, writeJson } from './io';

/** The options of the command. */
export interface VerifyCommandOptions {
  /** The one combination to verify; by default all eight. */
  readonly capabilities: Capabilities | undefined;
  readonly json: boolean;
}

/**
 * Proves the properties that are named, by default all, and prints what it found. `verification` is
 * what the library verifies: the tests plant a bug in it.
 */
export function verifyLifecycle(
  only: readonly string[],
  { capabilities, json }: VerifyCommandOptions,
  io: Io,
  verification: VerifyOptions = {},
): ExitStatus {
  const report = verify({
    ...verification,
    ...(only.length === 0 ? {} : { only }),
    ...(capabilities === undefined ? {} : { capabilities: [capabilities] }),
  });
  if (json) writeJson(io, toJson(report));
  else io.stdout(`${describeReport(report)}\n`);
  return report.holds ? exit.legal : exit.violation;
}

function toJson({ holds, properties, combinations, fairness }: VerifyReport): object {
  return { holds, properties: properties.map(propertyJson), combinations, fairness };
}

function propertyJson({ property, rules, counterexample, ...found }: PropertyReport): object {
  const { id, line = null, kind, statement } = property;
  return {
    id,
    line,
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
