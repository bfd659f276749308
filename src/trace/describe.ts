/** A violation as a text that needs no further explanation. */

import { readResult, shortened } from '../input';
import { type Deployment, sourceOf } from '../lifecycle';
import type { RecordedLine } from './history';
import type { Objection } from './objections';
import type { DeviationUse } from './order';
import type { OddEvent, Remark } from './remarks';
import type { BrokenOrder, OverlapWindow, Undecided, Violation } from './report';

/**
 * Describes the violation in several lines, without a final newline. Pure. Throws InvalidInputError
 * for anything but a violation.
 */
export function describeViolation(violation: Violation): string {
  return readResult('violation', violation, 'a violation of a history', violationText);
}

/**
 * Describes a remark in several lines, without a final newline. Pure. Throws InvalidInputError for
 * anything else.
 */
export function describeRemark(remark: Remark): string {
  return readResult('remark', remark, 'a remark on a history', remarkText);
}

/**
 * Describes in one sentence a deviation of the dialect and the lines that need it. Pure. Throws
 * InvalidInputError for anything else.
 */
export function describeDeviation(use: DeviationUse): string {
  return readResult(
    'use',
    use,
    'a deviation in a report on a history',
    ({ deviation: { id, statement, source }, count, lines }: DeviationUse) => {
      const shown = lines.slice(0, 8).join(', ');
      const more = count > 8 ? ', …' : '';
      return `${id} in ${count === 1 ? 'line' : `${count} lines:`} ${shown}${more}. ${statement} (${source})`;
    },
  );
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
      `too many orders are possible at this line: the order of ${overlapping} overlapping lines is open, and so is the moment at which calls without an answer took effect, if there are any. Check a shorter part of the history, from a moment at which nothing was under way, with --from anywhere.`,
  );
}

function remarkText({ line, text, events }: Remark): string {
  return [
    `  > ${line} | ${printable(text)}`,
    `  Line ${line} is legal only if this happened, which hardly ever does:`,
    ...eventTexts(events),
  ].join('\n');
}

function eventTexts(events: readonly OddEvent[]): readonly string[] {
  return events.flatMap(({ event, after, before, rule }) => [
    `  - ${placeInWords(after, before)}, ${event}.`,
    ...(rule === null ? [] : ruleText([{ rule }], 0)),
  ]);
}

function placeInWords(after: number | null, before: number): string {
  return after === null ? `before line ${before}` : `between lines ${after} and ${before}`;
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
    ...exceptionText(violation),
    ...(context.length === 0 ? [hintAtBeginning] : []),
  ].join('\n');
}

const hintAtBeginning =
  '  A history begins with a pipeline that was never started. If this one joined later, use --from anywhere.';

function claimText({ line, claim, possible, objections }: Violation): readonly string[] {
  return [
    `  Line ${line} claims that ${printable(claim)}.`,
    ...placesText('it', possible),
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
    ...placesText('them', possible),
    `  In each order a rule contradicts one of them:`,
    ...orders.flatMap(orderText),
    ...(others > 0 || isPartial ? [othersText(others, isPartial)] : []),
    ...distinct.flatMap((objection, index) => [
      `  Rule ${objection.rule.id}: ${objection.rule.statement}`,
      `      Source: ${sourceOnce(distinct, index)}`,
    ]),
  ];
}

/** Says where the pipeline was. */
function placesText(lines: 'it' | 'them', possible: readonly Deployment[]): readonly string[] {
  const pairs = distinctPairs(possible);
  const places =
    pairs.length === 1
      ? `in ${pairs.join()} (status/desired status).`
      : `in one of these (status/desired status): ${pairs.join(', ')}.`;
  return [`  Just before ${lines}, the pipeline was ${places}`];
}

function exceptionText({ line, exception }: Violation): readonly string[] {
  if (exception === null) return [];
  const { events, ruledOutBy } = exception;
  return [
    `  Only this would explain line ${line}, and it hardly ever happens:`,
    ...eventTexts(events),
    ...(ruledOutBy === null
      ? []
      : [`  Line ${ruledOutBy.line} rules that out: ${printable(ruledOutBy.text)}`]),
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

type WithRule = Pick<Objection, 'rule'>;

function ruleText(objections: readonly WithRule[], index: number): readonly string[] {
  const { rule } = objections[index] as WithRule;
  return [
    `      Rule ${rule.id}: ${rule.statement}`,
    `      Source: ${sourceOnce(objections, index)}`,
  ];
}

/** Names a source in full only the first time: quotes are long. */
function sourceOnce(objections: readonly WithRule[], index: number): string {
  const sources = objections.map(({ rule }) => sourceOf(rule));
  const source = sources[index] as string;
  return sources.indexOf(source) < index ? 'as above' : source;
}

/** Recorded lines may hold anything: they must not control a terminal, nor flood it. */
function printable(recorded: string): string {
  return shortened(recorded, 300);
}

function pairsInWords(deployments: readonly Deployment[]): string {
  return distinctPairs(deployments).join(', ');
}

/** The pairs of statuses of these deployments, each once. */
function distinctPairs(deployments: readonly Deployment[]): readonly string[] {
  const pairs = deployments.map(({ status, desiredStatus }) => `${status}/${desiredStatus}`);
  return [...new Set(pairs)];
}
