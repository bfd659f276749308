/** What options and arguments of the command line have in common: their parsers, with plain errors. */
import { InvalidArgumentError, Option } from 'commander';
import { InvalidInputError } from '../input';
import {
  actions,
  actionTypes,
  type Capabilities,
  type Capability,
  type CompleteAction,
  capabilities,
  capabilityNames,
  fullCapabilities,
  parseRequest,
  wireName,
} from '../lifecycle';
import { milliseconds } from './times';

/** A time such as 500ms, 30s or 5m, in milliseconds. */
export function duration(text: string): number {
  const value = milliseconds(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a time such as 500ms, 30s or 5m.');
}

/** Repeatable: several are a path. */
export function highlightOption(): Option {
  return new Option(
    '--highlight <status/desired>',
    'mark where a pipeline is, such as Running/Paused; several are its path; repeatable',
  )
    .argParser((text, pairs: readonly unknown[]) => {
      const [status, desiredStatus, ...more] = text.split('/');
      if (desiredStatus !== undefined && more.length === 0) {
        return [...pairs, { status, desiredStatus }];
      }
      throw new InvalidArgumentError('It must be a status and a desired status: Running/Paused.');
    })
    .default([], 'nothing');
}

/** The actions by their names on the wire. */
export function requests(): string {
  return actionTypes.map(wireName).join(', ');
}

/** An action as a request. Throws InvalidArgumentError. */
export function request(text: string): CompleteAction {
  try {
    return parseRequest(text);
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** A whole number. Throws InvalidArgumentError. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It must be a non-negative whole number.');
  }
  return value;
}

/** A parameter of start as an option. */
export function parameterOption(
  flag: string,
  parameter: 'initial' | 'bootstrapPolicy',
  description: string,
): Option {
  const { values } = actions.start.parameters[parameter];
  return new Option(`--${flag} <value>`, description).choices([...values]);
}

/** Whether to print Markdown. */
export function markdownOption(): Option {
  return new Option('--markdown', 'print as Markdown').default(false).conflicts('json');
}

/** Repeatable, and not a list: a list would swallow the files that follow. */
export function withoutOption(): Option {
  const described = Object.entries(capabilities).map(([name, meaning]) => `${name} (${meaning})`);
  return new Option(
    '--without <capability>',
    `the pipeline lacks ${described.join(', ')}; repeatable`,
  )
    .argParser((name, missing: readonly Capability[]) => [...missing, capability(name)])
    .default([], 'none');
}

function capability(name: string): Capability {
  const found = capabilityNames.find((each) => each === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Allowed choices are ${capabilityNames.join(', ')}.`);
}

/** Every capability but these. */
export function capabilitiesWithout(missing: readonly Capability[]): Capabilities {
  return { ...fullCapabilities, ...Object.fromEntries(missing.map((name) => [name, false])) };
}
