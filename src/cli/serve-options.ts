/** The options of `serve`, and their parsers with plain errors. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { pipelineNameAllowed, pipelineNamePattern } from '../host';
import {
  defaultSettings,
  editionNames,
  isOrigin,
  latencyMax,
  originAllowed,
  type Span,
} from '../simulator';
import { wholeNumber } from './arguments';
import { milliseconds, spanText } from './times';

/** The command with its options. */
export function withServeOptions(command: Command): Command {
  const { edition, latency, failures, seed, pipelines } = defaultSettings;
  return command
    .option('--port <number>', 'where to listen; 0 is any port that is free', port, 8080)
    .option('--host <name>', 'an address of this machine; 0.0.0.0 is all', something, '127.0.0.1')
    .addOption(
      new Option('--edition <edition>', 'whether stopping can make a checkpoint')
        .choices(editionNames)
        .default(edition),
    )
    .addOption(
      new Option('--latency <time>', 'how long each step of the runner takes: 1s, or 200ms..2s')
        .argParser(span)
        .default(latency, spanText(latency)),
    )
    .option(
      '--failures <probability>',
      'how likely each step goes wrong, and each minute of running',
      probability,
      failures,
    )
    .option('--seed <number>', 'makes the same choices again', wholeNumber, seed)
    .option('--api-key-env <variable>', 'the environment variable that holds the key to ask for')
    .option('--record <file>', 'record a history that check accepts; overwritten', something)
    .option(
      '--cors <origin>',
      'let pages of this origin call, such as http://localhost:5173',
      origin,
    )
    .addOption(
      new Option('--pipeline <name>', 'a pipeline that exists from the start; repeatable')
        .argParser(pipelineName)
        .default(pipelines, pipelines.join()),
    );
}

/** A time, or two with `..` between: `200ms..2s`; in milliseconds. Throws InvalidArgumentError. */
function span(text: string): Span {
  const times = text.split('..').map(milliseconds);
  const [least = Number.NaN, most = least] = times;
  const holds = times.length <= 2 && 0 <= least && least <= most && most <= latencyMax;
  if (holds) return { least, most };
  throw new InvalidArgumentError(
    'It must be a time such as 300ms, or two such as 200ms..2s, the shorter one first, of at most 60m.',
  );
}

/** A number from 0 to 1. Throws InvalidArgumentError. */
function probability(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a probability from 0 to 1, such as 0.05.');
}

/** A port, or 0 for any that is free. Throws InvalidArgumentError. */
function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError(
    'It must be a whole number from 0 to 65535; 0 is any that is free.',
  );
}

/** What must not be empty. Throws InvalidArgumentError. */
function something(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** An origin. Throws InvalidArgumentError. */
function origin(text: string): string {
  if (isOrigin(text)) return text;
  throw new InvalidArgumentError(`It must be ${originAllowed}.`);
}

/** One more name of a pipeline, after the default or the names before. Throws InvalidArgumentError. */
function pipelineName(name: string, given: readonly string[]): readonly string[] {
  const before = given === defaultSettings.pipelines ? [] : given;
  if (!pipelineNamePattern.test(name))
    throw new InvalidArgumentError(`It must be ${pipelineNameAllowed}.`);
  if (before.includes(name)) throw new InvalidArgumentError('It must be given only once.');
  return [...before, name];
}
