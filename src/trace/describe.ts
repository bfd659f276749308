/** A violation as a text that needs no further explanation. */

import { readResult, shortened } from '../input';
import { type Deployment, sourceOf } from '../lifecycle';
import type { Objection } from './objections';
import type { BrokenOrder, OverlapWindow, RecordedLine, Undecided, Violation } from './report';

/**
 * Describes the violation in several lines, without a final newline. Pure. Throws InvalidInputError
 * for anything but a violation.
 */
export function describeViolation(violation: Violation): string {
  return readResult('violation', violation, 'a violation of a history', violationText);
}

/**
 * Describes in one sentence why a history was not decided, and what to do. Pure. Throws
 * InvalidInputError for anything else.
 */
export function describeUndecided(undecided: Undecided): string {
  return readResult(
    'undecided',
    undecided,
    'the undecided line of a history',
    ({ overlapping }: Undecided) =>
      `too many orders are possible where this line ends: the order of ${overlapping} overlapping lines is open, and so is when calls without an answer took effect, if any. Check a shorter part of the history, from a moment at which nothing was under way, with --from anywhere.`,
  );
}

function violationText(violation: Violation): string {
  const { context, window, line, text } = violation;
  const accused = window?.lines ?? [{ line, text }];
  const width = String(Math.max(...[...context, ...accused].map((each) => each.line))).length;
  const recorded = (mark: string, each: RecordedLine) =>
    `  ${mark} ${String(each.line).padStart(mark === ' ' ? width + 1 : width)} | ${printable(each.text)}`;
  return [
    ...context.map((each) => recorded(' ', each)),
    ...accused.map((each) => recorded('>', each)),
    ...(window === null ? claimText(violation) : windowText(window)),
  ].join('\n');
}

function claimText({ line, claim, possible, objections }: Violation): readonly string[] {
  return [
    `  Line ${line} claims that ${printable(claim)}.`,
    `  Just before it, whatever the runner did, the pipeline was in one of these`,
    `  (status/desired status): ${pairsInWords(possible)}.`,
    `  In each of them a rule contradicts the claim:`,
    ...objections.flatMap((objection, index) => [
      `  - in ${pairsInWords(objection.deployments)}: ${objection.because}.`,
      ...ruleText(objections, index),
    ]),
  ];
}

function windowText({ lines, possible, orders, others, isPartial }: OverlapWindow) {
  const rules = orders.flatMap(({ objections }) => objections);
  const distinct = rules.filter(
    ({ rule }, index) => rules.findIndex((each) => each.rule.id === rule.id) === index,
  );
  return [
    `  Lines ${numbersInWords(lines.map(({ line }) => line))} overlap, and no order that their times allow is possible.`,
    `  Just before them, whatever the runner did, the pipeline was in one of these`,
    `  (status/desired status): ${pairsInWords(possible)}.`,
    `  In each order a rule contradicts one of them:`,
    ...orders.flatMap(orderText),
    ...(others > 0 || isPartial ? [othersText(others, isPartial)] : []),
    ...distinct.flatMap((objection, index) => [
      `  Rule ${objection.rule.id}: ${objection.rule.statement}`,
      `      Source: ${sourceOnce(distinct, index)}`,
    ]),
  ];
}

function orderText({ lines, claim, objections }: BrokenOrder): readonly string[] {
  const last = lines.at(-1);
  const before = lines.slice(0, -1);
  const place = before.length === 0 ? `${last} first` : `${before.join(', ')}, then ${last}`;
  return [
    `  - ${place}: line ${last} claims that ${printable(claim)}, but`,
    ...objections.map(
      ({ rule, because, deployments }) =>
        `      in ${pairsInWords(deployments)}: ${because} (${rule.id})`,
    ),
  ];
}

function othersText(others: number, isPartial: boolean): string {
  const count = isPartial ? `more than ${others}` : `${others}`;
  return `  - ${count} other order${others === 1 && !isPartial ? '' : 's'}, which get no further`;
}

/** Lists numbers: "3, 4 and 5". */
function numbersInWords(numbers: readonly number[]): string {
  return `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

function ruleText(objections: readonly Objection[], index: number): readonly string[] {
  const { rule } = objections[index] as Objection;
  return [
    `      Rule ${rule.id}: ${rule.statement}`,
    `      Source: ${sourceOnce(objections, index)}`,
  ];
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
