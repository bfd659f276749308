/** The options of `serve`, and the parsers of their values. */
import { type Command, Option } from 'commander';
import { dialectIds } from '../dialect';
import { pipelineNameAllowed, pipelineNamePattern } from '../host';
import { InvalidInputError, notShown } from '../input';
import {
  defaultSettings,
  editionNames,
  isOrigin,
  type Latency,
  latencyMax,
  originAllowed,
} from '../simulator';
import { choices, parseWholeNumber, valueOption } from './arguments';
import { latencyText, timeInMilliseconds } from './times';

/** Adds the options of `serve` to a command. */
export function addServeOptions(command: Command): Command {
  const { edition, latency, failures, seed, pipelines } = defaultSettings;
  const options = [
    valueOption('--port <number>', 'where to listen; 0 picks a free port', parsePort).default(8080),
    valueOption(
      '--host <name>',
      'an address of this machine; 0.0.0.0 for all of them',
      parseText,
    ).default('127.0.0.1'),
    choices(
      new Option(
        '--edition <edition>',
        'only enterprise can make checkpoints, so only there stop may suspend',
      ),
      editionNames,
    ).default(edition),
    valueOption(
      '--latency <time>',
      'how long each task of the runner takes: 1s, or 200ms..2s',
      parseLatency,
    ).default(latency, latencyText(latency)),
    valueOption(
      '--failures <probability>',
      'how likely each task of the runner fails, and a process crashes within a minute',
      parseProbability,
    ).default(failures),
    valueOption(
      '--seed <number>',
      'the same seed makes the same choices',
      parseWholeNumber,
    ).default(seed),
    new Option(
      '--api-key-env <variable>',
      'the environment variable with the API key that requests must present',
    ),
    valueOption(
      '--record <file>',
      'record a history that check accepts; the file is overwritten',
      parseText,
    ),
    valueOption(
      '--data <file>',
      'keep the pipelines in this file of SQLite, which several processes may share; by default they are forgotten at the end',
      parseText,
    ).conflicts('record'),
    valueOption(
      '--database <url>',
      'keep the pipelines in PostgreSQL; several servers may share a database',
      parseDatabase,
    ).conflicts(['record', 'data']),
    valueOption(
      '--cors <origin>',
      'let pages of this origin send requests, such as http://localhost:5173',
      parseOrigin,
    ),
    choices(
      new Option(
        '--dialect <name>',
        'answer as a server of this dialect does, so that its own clients work',
      ).conflicts('record'),
      dialectIds,
    ).default(dialectIds[0]),
    valueOption(
      '--pipeline <name>',
      'a pipeline that exists from the start; repeatable',
      parsePipelineName,
    ).default(pipelines, pipelines.join()),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** Parses a time, or two with `..` between: `200ms..2s`. */
function parseLatency(text: string, name: string): Latency {
  const times = text.split('..').map(timeInMilliseconds);
  const [least = Number.NaN, most = least] = times;
  const holds = times.length <= 2 && 0 <= least && least <= most && most <= latencyMax;
  if (holds) return { least, most };
  const allowed =
    'a time such as 300ms, or two such as 200ms..2s, the shorter one first, of at most 60m';
  throw new InvalidInputError({ field: name, value: text, allowed });
}

function parseProbability(text: string, name: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  const allowed = 'a probability from 0 to 1, such as 0.05';
  throw new InvalidInputError({ field: name, value: text, allowed });
}

function parsePort(text: string, name: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  const allowed = 'a whole number from 0 to 65535; 0 picks a free port';
  throw new InvalidInputError({ field: name, value: text, allowed });
}

function parseText(text: string, name: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidInputError({ field: name, value: text, allowed: 'a text that is not empty' });
}

function parseDatabase(text: string, name: string): string {
  if (/^postgres(ql)?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return text;
  // The value may have a password.
  const allowed = 'an address such as postgresql://user:password@localhost:5432/name';
  throw new InvalidInputError({ field: name, value: notShown, allowed });
}

function parseOrigin(text: string, name: string): string {
  if (isOrigin(text)) return text;
  throw new InvalidInputError({ field: name, value: text, allowed: originAllowed });
}

/** Adds a name to those before. The first one takes the place of the default. */
function parsePipelineName(
  text: string,
  name: string,
  given: readonly string[],
): readonly string[] {
  const before = given === defaultSettings.pipelines ? [] : given;
  if (!pipelineNamePattern.test(text)) {
    throw new InvalidInputError({ field: name, value: text, allowed: pipelineNameAllowed });
  }
  if (before.includes(text)) {
    throw new InvalidInputError({ field: name, value: text, allowed: 'given only once' });
  }
  return [...before, text];
}
