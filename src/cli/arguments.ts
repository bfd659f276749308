/** The options and arguments that several commands share, and the parsers of their values. */
import { type Argument, Option } from 'commander';
import { InvalidInputError, isInstanceOf } from '../input';
import {
  actions,
  type Capabilities,
  capabilityMeanings,
  capabilityNames,
  deploymentStatuses,
  desiredStatuses,
  fullCapabilities,
} from '../lifecycle';
import { requireWord } from './suggestions';
import { timeInMilliseconds } from './times';

/**
 * Returns an option whose value is parsed by `parse`. That gets the name of the option, so that its
 * InvalidInputError can name it, and the value before, if the option is given several times.
 */
export function valueOption<Value>(
  flags: string,
  description: string,
  parse: (text: string, name: string, before: Value) => Value,
): Option {
  const option = new Option(flags, description);
  return option.argParser((text, before: Value) => parse(text, `--${option.name()}`, before));
}

/** Makes an option or an argument accept only these values, which the help then lists. */
export function choices<Target extends Option | Argument>(
  target: Target,
  values: readonly string[],
): Target {
  const name = target instanceof Option ? `--${target.name()}` : target.name();
  target.choices([...values]);
  target.argParser((text: string) => {
    requireWord(name, text, values);
    return text;
  });
  return target;
}

const timesAllowed = 'a time such as 500ms, 30s or 5m';

/** Returns an option that takes a time, and says in which units. */
export function timeOption(flag: string, description: string): Option {
  return valueOption(`${flag} <time>`, `${description}: ${timesAllowed}`, parseTime);
}

/** Parses a time such as 500ms, 30s or 5m, and returns it in milliseconds. */
function parseTime(text: string, name: string): number {
  const value = timeInMilliseconds(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  const allowed = timesAllowed;
  throw new InvalidInputError({ field: name, value: text, allowed });
}

/** Parses a whole number from 0. */
export function parseWholeNumber(text: string, name: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  const allowed = `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;
  throw new InvalidInputError({ field: name, value: text, allowed });
}

/** An option for an amount of work of `conform`. */
export function amountOption(flag: string, description: string): Option {
  const repeatable = `${description}; repeatable with the same seed`;
  return valueOption(`${flag} <number>`, repeatable, parseWholeNumber);
}

/** `--clients` of `conform`. */
export function clientsOption(): Option {
  const description = 'how many clients call at once, in some of the walks';
  return valueOption('--clients <number>', description, parseWholeNumber).default(1);
}

/** `--highlight`, repeatable. */
export function highlightOption(): Option {
  return valueOption<readonly unknown[]>(
    '--highlight <status/desired>',
    'mark where a pipeline is, such as Running/Paused; give several for its path',
    (text, name, pairs) => {
      const [status = '', desiredStatus, ...more] = text.split('/');
      if (desiredStatus !== undefined && more.length === 0) {
        requireWord(name, status, deploymentStatuses);
        requireWord(name, desiredStatus, desiredStatuses);
        return [...pairs, { status, desiredStatus }];
      }
      const allowed = 'a status and a desired status, such as Running/Paused';
      throw new InvalidInputError({ field: name, value: text, allowed });
    },
  ).default([], 'nothing');
}

/** `--status`, repeatable: the meanings of a foreign status. */
export function statusOption(): Option {
  return valueOption<Readonly<Record<string, readonly string[]>>>(
    '--status <name=statuses>',
    'a status that only this server has, and those of ours that it may stand for, such as Warming=Provisioning,Standby; repeatable',
    (text, name, before) => {
      const [, foreign, list = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (foreign === undefined) {
        const allowed = 'a name and statuses, such as Warming=Provisioning,Standby';
        throw new InvalidInputError({ field: name, value: text, allowed });
      }
      const ours = list.split(',');
      for (const each of ours) requireWord(name, each, deploymentStatuses);
      return { ...before, [foreign]: ours };
    },
  ).default({}, 'those known from live systems');
}

/** An option with the values of a parameter of start. */
export function startParameterOption(
  flag: string,
  parameter: 'initial' | 'bootstrapPolicy',
  description: string,
): Option {
  const { values } = actions.start.parameters[parameter];
  return choices(new Option(`--${flag} <value>`, description), values);
}

/** `--markdown`. */
export function markdownOption(): Option {
  return new Option('--markdown', 'print as Markdown').default(false).conflicts('json');
}

/** `--junit`. */
export function junitOption(): Option {
  const option = new Option('--junit', 'print as JUnit XML, with one case a pipeline');
  return option.default(false).conflicts(['json', 'markdown']);
}

/** `--without`, repeatable. It takes no list, which would swallow the files that follow. */
export function withoutOption(): Option {
  const described = Object.entries(capabilityMeanings).map(([name, meaning]) => {
    const clause = meaning.charAt(0).toLowerCase() + meaning.slice(1).replace(/\.$/, '');
    return `${name} (${clause})`;
  });
  return valueOption<readonly string[]>(
    '--without <capability>',
    `a capability that the pipeline lacks: ${described.join(', ')}; repeatable`,
    (text, name, before) => {
      requireWord(name, text, capabilityNames);
      return [...before, text];
    },
  ).default([], 'none');
}

/** Returns every capability except these. */
export function capabilitiesWithout(missing: readonly string[]): Capabilities {
  return { ...fullCapabilities, ...Object.fromEntries(missing.map((name) => [name, false])) };
}

/**
 * Returns an error to throw again. An InvalidInputError of the library names one of its fields; the
 * returned one names the option or argument of the command line behind it.
 */
export function inTermsOfUser(error: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!isInstanceOf(error, InvalidInputError)) return error;
  const [field = ''] = error.field.split(/[.[]/);
  const name = names[field];
  if (name === undefined) return error;
  return new InvalidInputError({ field: name, value: error.value, allowed: error.allowed });
}
