/**
 * The lines that a model prints while Spin verifies it, and how to read them back.
 *
 * A verifier that is compiled with `-DPRINTF` prints each step that it takes. So the states that
 * Spin has reached can be counted, and each of its steps compared with the library.
 */
import { text, throwFirst } from '../../input';
import {
  type CompleteAction,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  type ErrorResponse,
  everyAction,
  type Observation,
  observations,
  observationTypes,
} from '../../lifecycle';
import { type RuleId, rules } from '../../lifecycle/rules';
import { eventName, parameterValues, ruleName, stateName, valueName } from './names';

/** The variables of a deployment in a model, with their types. */
export const deploymentVariables: Readonly<Record<string, string>> = {
  status: 'mtype:status',
  desired: 'mtype:desired',
  ...Object.fromEntries(Object.keys(parameterValues).map((name) => [name, `mtype:${name}`])),
  bootstrapApproved: 'bool',
  error: 'byte',
  checkpoint: 'short',
};

/** The variables of an event beside its type. */
export const parameterVariables: readonly string[] = [
  ...Object.keys(parameterValues),
  'dismissError',
  'force',
  'current',
  'named',
  'error',
  'checkpoint',
];

const answerVariables = ['word', 'rule', 'answer', 'begun', 'tested'];
const types = new Map(Object.entries(deploymentVariables));
const namedVariables = new Set(['event', 'word', 'rule']);

/** Writes statements that print these variables: names as names, the rest as numbers. */
function printed(variables: readonly string[]): string {
  const isName = (variable: string) => {
    const field = variable.replace(/^(before|event)_/, '');
    return namedVariables.has(variable) || types.get(field)?.startsWith('mtype') === true;
  };
  return variables
    .map((each) => (isName(each) ? `printf(" "); printm(${each})` : `printf(" %d", ${each})`))
    .join('; ');
}

/** Writes the inline that prints the deployment as it is, or a step with its checks. */
export function reportText(kind: 'deployment' | 'step'): string {
  const now = Object.keys(deploymentVariables);
  const variables =
    kind === 'deployment'
      ? now
      : [
          ...now.map((name) => `before_${name}`),
          ...now,
          'event',
          ...parameterVariables.map((name) => `event_${name}`),
          ...answerVariables,
        ];
  return `inline report_${kind}() { printf("${kind}"); ${printed(variables)}; printf("\\n") }`;
}

/** One step that Spin took, in the types of the library. */
export interface PromelaStep {
  readonly before: Deployment;
  readonly event: CompleteAction | Observation;
  /** The verdict of the machine; null if it gave none, which is a bug in it. */
  readonly word: 'accept' | 'reject' | 'stale' | null;
  /** The id of the rule that the verdict names; null if there is no verdict. */
  readonly rule: RuleId | null;
  /** The HTTP status code that answers an action. */
  readonly httpStatus: number;
  readonly after: Deployment;
  /** The positions of the safety rules whose premise the step met. */
  readonly tested: readonly number[];
}

/**
 * Reads a line that begins with `deployment`. Pure. Throws InvalidInputError unless it is a string,
 * and Error for any other line.
 */
export function readPromelaDeployment(line: string): Deployment {
  return deploymentFrom(tokensOf(line, 'deployment', Object.keys(deploymentVariables).length), 1);
}

/**
 * Reads a line that begins with `step`. Pure. Throws InvalidInputError unless it is a string, and
 * Error for any other line.
 */
export function readPromelaStep(line: string): PromelaStep {
  const [fields, parameters] = [Object.keys(deploymentVariables).length, parameterVariables.length];
  const tokens = tokensOf(line, 'step', 2 * fields + 1 + parameters + answerVariables.length);
  const take = (count: number) => tokens.splice(0, count);
  const [before, after] = [take(fields), take(fields)];
  const event = readEvent(take(1 + parameters));
  const [word, rule, answer, begun, tested] = tokens;
  return {
    before: deploymentFrom(before, 1),
    event,
    word: namedBy(word),
    rule: namedBy(rule),
    httpStatus: Number(answer),
    after: deploymentFrom(after, 1 + Number(begun)),
    tested: [...Array(32).keys()].filter((bit) => (Number(tested) >> bit) & 1),
  };
}

const byName = new Map<string, string>([
  ...(['accept', 'reject', 'stale'] as const).map((word) => [`${word}s`, word] as const),
  ...rules.map(({ id }) => [ruleName(id), id] as const),
  ...deploymentStatuses.map((status) => [stateName('status', status), status] as const),
  ...desiredStatuses.map((status) => [stateName('desired', status), status] as const),
  ...Object.entries(parameterValues).flatMap(([field, values]) =>
    values.map((value) => [valueName(field, value), value] as const),
  ),
]);

function tokensOf(line: string, kind: string, count: number): string[] {
  throwFirst(text('line', line));
  const [first, ...tokens] = line.trim().split(' ');
  if (first === kind && tokens.length === count) return tokens;
  throw new Error(`Not a line that a model prints for a ${kind}: ${line}`);
}

function knownName<Value>(value: Value | undefined, token: string): Value {
  if (value === undefined) throw new Error(`No model of the lifecycle prints '${token}'.`);
  return value;
}

/** Reads a name; 0 stands for null. */
function namedBy(token = ''): never {
  return (token === '0' ? null : knownName(byName.get(token), token)) as never;
}

function deploymentFrom(tokens: readonly string[], generation: number): Deployment {
  const [status, desired, initial, bootstrapPolicy, approved, error, checkpoint] = tokens;
  return {
    status: namedBy(status),
    desiredStatus: namedBy(desired),
    initial: namedBy(initial),
    bootstrapPolicy: namedBy(bootstrapPolicy),
    bootstrapApproved: approved === '1',
    error: readError(error),
    checkpoint: checkpoint === '-1' ? null : Number(checkpoint),
    generation,
  };
}

function readError(number = '0'): ErrorResponse | null {
  if (number === '0') return null;
  return { message: `Error ${number} of the model.`, error_code: 'PipelineFailed', details: {} };
}

/** Reads an event. One that is not current becomes one of the next generation. */
function readEvent(tokens: readonly string[]): CompleteAction | Observation {
  const [event, initial, bootstrapPolicy, dismissError, force, current, named, error, checkpoint] =
    tokens;
  const values: Readonly<Record<string, unknown>> = {
    initial: namedBy(initial),
    bootstrapPolicy: namedBy(bootstrapPolicy),
    dismissError: dismissError === '1',
    force: force === '1',
  };
  const action = everyAction.find(
    ({ type, ...parameters }) =>
      eventName(type) === event &&
      Object.entries(parameters).every(([name, value]) => values[name] === value),
  );
  if (action !== undefined) return action;
  const type = knownName(
    observationTypes.find((each) => eventName(each) === event),
    event ?? '',
  );
  const payload = {
    error: { error: readError(error) },
    checkpoint: { checkpoint: Number(checkpoint) },
  };
  const { carries } = observations[type];
  return {
    type,
    ...(named === '1' ? { generation: current === '1' ? 1 : 2 } : {}),
    ...(carries === null ? {} : payload[carries]),
  } as Observation;
}
