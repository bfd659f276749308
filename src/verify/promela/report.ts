/**
 * What a model reports while Spin verifies it, and how to read it back.
 *
 * A verifier that is compiled with `-DPRINTF` prints each step that it takes. So whoever runs it
 * can count the states that Spin has reached, and hold each of its steps against the library.
 */
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
import { eventName, ruleName, stateName, valueName, wordsOf } from './names';

/** The variables of a deployment in a model, with their types. */
export const deploymentFields: Readonly<Record<string, string>> = {
  status: 'mtype:status',
  desired: 'mtype:desired',
  ...Object.fromEntries(Object.keys(wordsOf).map((name) => [name, `mtype:${name}`])),
  bootstrapApproved: 'bool',
  error: 'byte',
  checkpoint: 'short',
};

/** What an event carries beside its type. */
export const parameterFields: readonly string[] = [
  ...Object.keys(wordsOf),
  'dismissError',
  'force',
  'current',
  'error',
  'checkpoint',
];

const answerFields = ['word', 'rule', 'answer', 'begun', 'tested'];
const names = new Set(['event', 'word', 'rule']);

/** Prints these variables, each after a space: names as names, the rest as numbers. */
function printed(variables: readonly string[]): string {
  const isName = (variable: string) => {
    const field = variable.replace(/^(before|event)_/, '');
    return names.has(variable) || deploymentFields[field]?.startsWith('mtype') === true;
  };
  return variables
    .map((each) => (isName(each) ? `printf(" "); printm(${each})` : `printf(" %d", ${each})`))
    .join('; ');
}

/** The inline that reports the deployment as it is, and, of a model with rules, one for steps. */
export function reportText(kind: 'place' | 'step'): string {
  const now = Object.keys(deploymentFields);
  const variables =
    kind === 'place'
      ? now
      : [
          ...now.map((name) => `before_${name}`),
          ...now,
          'event',
          ...parameterFields.map((name) => `event_${name}`),
          ...answerFields,
        ];
  return `inline report_${kind}() { printf("${kind}"); ${printed(variables)}; printf("\\n") }`;
}

/** One step that Spin took: the deployments and the event in the words of the library. */
export interface PromelaStep {
  readonly before: Deployment;
  readonly event: CompleteAction | Observation;
  /** What the machine said, and by which rule; null where it said nothing, which is a bug in it. */
  readonly word: 'accept' | 'reject' | 'stale' | null;
  readonly rule: RuleId | null;
  /** The HTTP status that an action is answered with. */
  readonly httpStatus: number;
  readonly after: Deployment;
  /** Which safety rules had something to say of it, as positions in their list. */
  readonly tested: readonly number[];
}

/** The deployment of a line that begins with `place`. Pure. Throws Error for any other line. */
export function readPromelaPlace(line: string): Deployment {
  return deploymentOf(tokensOf(line, 'place', Object.keys(deploymentFields).length), 1);
}

/** The step of a line that begins with `step`. Pure. Throws Error for any other line. */
export function readPromelaStep(line: string): PromelaStep {
  const [fields, parameters] = [Object.keys(deploymentFields).length, parameterFields.length];
  const tokens = tokensOf(line, 'step', 2 * fields + 1 + parameters + answerFields.length);
  const take = (count: number) => tokens.splice(0, count);
  const [before, after] = [take(fields), take(fields)];
  const event = eventOf(take(1 + parameters));
  const [word, rule, answer, begun, tested] = tokens;
  return {
    before: deploymentOf(before, 1),
    event,
    word: namedBy(word),
    rule: namedBy(rule),
    httpStatus: Number(answer),
    after: deploymentOf(after, 1 + Number(begun)),
    tested: [...Array(32).keys()].filter((bit) => (Number(tested) >> bit) & 1),
  };
}

const byName = new Map<string, string>([
  ...(['accept', 'reject', 'stale'] as const).map((word) => [`${word}s`, word] as const),
  ...rules.map(({ id }) => [ruleName(id), id] as const),
  ...deploymentStatuses.map((status) => [stateName('status', status), status] as const),
  ...desiredStatuses.map((status) => [stateName('desired', status), status] as const),
  ...Object.entries(wordsOf).flatMap(([field, values]) =>
    values.map((value) => [valueName(field, value), value] as const),
  ),
]);

function tokensOf(line: string, kind: string, count: number): string[] {
  const [first, ...tokens] = line.trim().split(' ');
  if (first === kind && tokens.length === count) return tokens;
  throw new Error(`This is not a ${kind} of a model: ${line}`);
}

function known<Value>(value: Value | undefined, token: string): Value {
  if (value === undefined) throw new Error(`No model of the lifecycle says '${token}'.`);
  return value;
}

/** A name as what it stands for; nothing is 0. */
function namedBy(token = ''): never {
  return (token === '0' ? null : known(byName.get(token), token)) as never;
}

function deploymentOf(tokens: readonly string[], generation: number): Deployment {
  const [status, desired, initial, bootstrapPolicy, approved, error, checkpoint] = tokens;
  return {
    status: namedBy(status),
    desiredStatus: namedBy(desired),
    initial: namedBy(initial),
    bootstrapPolicy: namedBy(bootstrapPolicy),
    bootstrapApproved: approved === '1',
    error: errorOf(error),
    checkpoint: checkpoint === '-1' ? null : Number(checkpoint),
    generation,
  };
}

function errorOf(number = '0'): ErrorResponse | null {
  if (number === '0') return null;
  return { message: `Error ${number} of the model.`, error_code: 'PipelineFailed', details: {} };
}

/** The event, as the library takes it. One that is not current is of the next generation. */
function eventOf(tokens: readonly string[]): CompleteAction | Observation {
  const [event, initial, bootstrapPolicy, dismissError, force, current, error, checkpoint] = tokens;
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
  const type = known(
    observationTypes.find((each) => eventName(each) === event),
    event ?? '',
  );
  const payload = {
    error: { error: errorOf(error) },
    checkpoint: { checkpoint: Number(checkpoint) },
  };
  const { carries } = observations[type];
  return {
    type,
    generation: current === '1' ? 1 : 2,
    ...(carries === null ? {} : payload[carries]),
  } as Observation;
}
