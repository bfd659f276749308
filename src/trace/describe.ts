/** A violation as a text that needs no further explanation. */

import { readResult, shortened } from '../input';
import { type Deployment, sourceOf } from '../lifecycle';
import type { Violation } from './check';
import type { Objection } from './objections';

/**
 * Describes the violation in several lines, without a final newline. Pure. Throws InvalidInputError
 * for anything but a violation.
 */
export function describeViolation(violation: Violation): string {
  return readResult('violation', violation, 'a violation of a history', violationText);
}

function violationText(violation: Violation): string {
  const { line, text, context, claim, possible, objections } = violation;
  const width = String(line).length;
  return [
    ...context.map(
      (before) => `    ${String(before.line).padStart(width)} | ${printable(before.text)}`,
    ),
    `  > ${line} | ${printable(text)}`,
    `  Line ${line} claims that ${printable(claim)}.`,
    `  Just before it, whatever the runner did, the pipeline was in one of these`,
    `  (status/desired status): ${pairsInWords(possible)}.`,
    `  In each of them a rule contradicts the claim:`,
    ...objections.flatMap(({ rule, because, deployments }, index) => [
      `  - in ${pairsInWords(deployments)}: ${because}.`,
      `      Rule ${rule.id}: ${rule.statement}`,
      `      Source: ${sourceOnce(objections, index)}`,
    ]),
  ].join('\n');
}

/** Names a source in full only the first time: quotes are long. */
function sourceOnce(objections: readonly Objection[], index: number): string {
  const sources = objections.map(({ rule }) => sourceOf(rule));
  const source = sources[index] as string;
  return sources.indexOf(source) < index ? 'as above' : source;
}

/** Recorded lines may hold anything: they must not control a terminal, nor flood it. */
function printable(recorded: string): string {
  return shortened(recorded, 300);
}

/** Lists the pairs of statuses of these deployments, each once. */
function pairsInWords(deployments: readonly Deployment[]): string {
  const pairs = deployments.map(({ status, desiredStatus }) => `${status}/${desiredStatus}`);
  return [...new Set(pairs)].join(', ');
}
