/** The options of `serve` that no other command has: their parsers, with plain errors. */
import { InvalidArgumentError } from 'commander';
import { pipelineNamePattern } from '../http/pipeline';
import { isOrigin, latencyMax, nameAllowed, originAllowed, type Span } from '../simulator/settings';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A time, or two with `..` between: `200ms..2s`; in milliseconds. Throws InvalidArgumentError. */
export function span(text: string): Span {
  const times = text.split('..').map(milliseconds);
  const [least = Number.NaN, most = least] = times;
  const holds = times.length <= 2 && 0 <= least && least <= most && most <= latencyMax;
  if (holds) return { least, most };
  throw new InvalidArgumentError(
    'It must be a time such as 300ms, or two such as 200ms..2s, the shorter one first, of at most 60m.',
  );
}

function milliseconds(text: string): number {
  const [, number, unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}

/** As `span` reads it. Pure. */
export function spanText({ least, most }: Span): string {
  return least === most ? timeText(least) : `${timeText(least)}..${timeText(most)}`;
}

function timeText(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}

/** A number from 0 to 1. Throws InvalidArgumentError. */
export function probability(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a probability from 0 to 1, such as 0.05.');
}

/** A port, or 0 for any that is free. Throws InvalidArgumentError. */
export function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError(
    'It must be a whole number from 0 to 65535; 0 is any that is free.',
  );
}

/** What must not be empty. Throws InvalidArgumentError. */
export function something(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** An origin. Throws InvalidArgumentError. */
export function origin(text: string): string {
  if (isOrigin(text)) return text;
  throw new InvalidArgumentError(`It must be ${originAllowed}.`);
}

/** One more name of a pipeline. Throws InvalidArgumentError. */
export function pipelineName(name: string, before: readonly string[]): readonly string[] {
  if (!pipelineNamePattern.test(name)) throw new InvalidArgumentError(`It must be ${nameAllowed}.`);
  if (before.includes(name)) throw new InvalidArgumentError('It must be given only once.');
  return [...before, name];
}
