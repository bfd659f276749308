/**
 * The queries and bodies of requests. Each has one parser, which checks it and returns typed
 * values; the description of it in OpenAPI is made from the same source. The query of an action
 * belongs to the lifecycle and its vocabulary, all others to the schemas below.
 */
import * as z from 'zod';
import { pipelineNameAllowed, pipelineNamePattern } from '../../host';
import { InvalidInputError, oneOf, queryFields, throwFirst, unknownNames } from '../../input';
import {
  type ActionType,
  actions,
  type CompleteAction,
  deploymentStatuses,
  type ParameterDeclaration,
  parameterMeanings,
  parametersOf,
  parseQuery,
  wireName,
} from '../../lifecycle';
import { bootstrapPolicySchema, deploymentStatusSchema, initialSchema } from './schemas';

/** A parameter of a query, as OpenAPI describes it: its schema has the description. */
export interface QueryParameter {
  readonly name: string;
  readonly schema: z.ZodType;
}

/** The query of an endpoint. */
export interface Query<Parsed> {
  /** The names of its parameters. */
  readonly names: readonly string[];
  /** Parses the query of a URL. Throws InvalidInputError. */
  parse(search: URLSearchParams): Parsed;
  /** Describes its parameters. */
  parameters(): readonly QueryParameter[];
}

/** Returns the query of an action, which the lifecycle parses. */
export function actionQuery<Type extends ActionType>(type: Type): Query<CompleteAction<Type>> {
  const meanings: Readonly<Record<string, string>> = parameterMeanings[type];
  return {
    names: Object.keys(parametersOf(type)).map(wireName),
    parse: (search) => parseQuery(type, search),
    parameters: () =>
      Object.entries(parametersOf(type)).map(([name, { values, default: byDefault }]) => ({
        name: wireName(name),
        schema: schemaOfValues(values).meta({ default: byDefault, description: meanings[name] }),
      })),
  };
}

const { initial, bootstrapPolicy } = actions.start.parameters;
const schemasByValues = new Map<ParameterDeclaration['values'], z.ZodType>([
  [initial.values, initialSchema],
  [bootstrapPolicy.values, bootstrapPolicySchema],
]);

function schemaOfValues(values: ParameterDeclaration['values']): z.ZodType {
  if (values.includes(true)) return z.boolean();
  return schemasByValues.get(values) ?? z.enum(values.map(String));
}

/** Returns the query that has these parameters. Their schemas parse text. */
function queryWith<Shape extends z.ZodRawShape>(
  shape: Shape,
): Query<z.output<z.ZodObject<Shape, z.core.$strict>>> {
  const schema = z.strictObject(shape);
  return {
    names: Object.keys(shape),
    parse: (search) => parseFields(schema, queryFields(search), 'the query'),
    parameters: () =>
      Object.entries(shape).map(([name, parameter]) => ({
        name,
        schema: parameter as unknown as z.ZodType,
      })),
  };
}

/**
 * Parses fields by a schema whose messages say what is allowed. Throws InvalidInputError, which
 * names the field, the value and what is allowed. `subject` says what the fields belong to.
 */
export function parseFields<Schema extends z.ZodObject>(
  schema: Schema,
  fields: Readonly<Record<string, unknown>>,
  subject: string,
): z.output<Schema> {
  throwFirst(unknownNames(fields, Object.keys(schema.shape), subject));
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? subject);
  throw new InvalidInputError({ field, value: fields[field], allowed: issue?.message ?? '' });
}

const pipelineName = z
  .string({ error: pipelineNameAllowed })
  .regex(pipelineNamePattern, { error: pipelineNameAllowed });

/** The body that creates a pipeline. */
export const newPipelineSchema = z
  .strictObject({ name: pipelineName.describe('Unique pipeline name.') })
  .meta({ description: 'A pipeline to create.', examples: [{ name: 'orders' }] });

/** The query of an endpoint that has no parameters. */
export const noQuery = queryWith({});

/** The largest number of pipelines on a page. */
export const pageMax = 1_000;

/** The query of the list of pipelines. */
export const listQuery = queryWith({
  after: pipelineName.optional().describe('Only pipelines whose name sorts after this one.'),
  limit: numberParameter(1, pageMax)
    .optional()
    .describe('At most this many pipelines; by default all. The header Link has the next page.'),
});

const secondsMax = 60;
const secondsByDefault = 30;

/** The ends of a wait, and their meanings. */
export const waitOutcomes = {
  reached: 'the pipeline is as asked for',
  unreachable: 'it will not be without an action of a user',
  timeout: 'it was not in time',
} as const;

/** The end of a wait. */
export type WaitOutcome = keyof typeof waitOutcomes;

/** Whatever can be waited for. */
const awaited = ['settled', ...deploymentStatuses] as const;

const awaitedAllowed = `${oneOf(awaited)}, or several of them with commas between`;

/** A list of what is waited for, as in a query: `Running,Paused`. */
const awaitedList = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  z
    .array(z.union([z.literal('settled'), deploymentStatusSchema], { error: awaitedAllowed }))
    .nonempty({ error: awaitedAllowed }),
);

const pollFields = queryWith({
  wait: awaitedList
    .optional()
    .describe(
      'Answer only once the deployment status is one of these, or cannot become one without an action of a user, or after the timeout. `settled`: once there is nothing to do until a user acts, or the pipeline has failed. Several: as `wait=Running&wait=Paused` or `wait=Running,Paused`.',
    ),
  timeout: numberParameter(0, secondsMax)
    .optional()
    .meta({ default: secondsByDefault })
    .describe('How many seconds to wait at most. Only together with `wait`.'),
});

/** The query of a poll: what to wait for, if anything, and for how many seconds. */
export const pollQuery: Query<{
  readonly wait: readonly (typeof awaited)[number][] | undefined;
  readonly timeout: number;
}> = {
  ...pollFields,
  parse: (search) => {
    const { wait, timeout } = pollFields.parse(withCommas('wait', search));
    // Alone it would be ignored.
    if (wait === undefined && timeout !== undefined) {
      const allowed = 'left out, or given together with wait';
      const value = search.get('timeout');
      throw new InvalidInputError({ field: 'timeout', value, allowed });
    }
    return { wait, timeout: timeout ?? secondsByDefault };
  },
};

/** Joins the parameters of a name by commas, because generated clients repeat it. */
function withCommas(name: string, search: URLSearchParams): URLSearchParams {
  if (!search.has(name)) return search;
  const joined = new URLSearchParams(search);
  joined.set(name, search.getAll(name).join(','));
  return joined;
}

/** A number in a query. What is not digits stays text, for the schema to refuse. */
function numberParameter(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  const number = (value: unknown) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return z.preprocess(number, z.int({ error }).min(from, { error }).max(to, { error }));
}
