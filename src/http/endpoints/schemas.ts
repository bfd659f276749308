/**
 * The shapes on the wire, as schemas: requests are held against them, and OpenAPI is written from them.
 *
 * Names and values come from the vocabulary; here is only what they look like in JSON.
 */
import * as z from 'zod';
import {
  pipelineNameAllowed,
  pipelineNamePattern,
  type WireField,
  wireFieldNames,
} from '../../host';
import { InvalidInputError, oneOf, throwFirst, unknownFields } from '../../input';
import {
  type ActionType,
  actions,
  type DeploymentStatus,
  deploymentStatuses,
  desired,
  desiredStatuses,
  parametersOf,
  statuses,
  wireName,
} from '../../lifecycle';

const timeoutMax = 60;
/** How many pipelines a page has at most. */
export const pageMax = 1_000;

const pipelineName = z
  .string({ error: pipelineNameAllowed })
  .regex(pipelineNamePattern, { error: pipelineNameAllowed });

const resourcesOf = (table: Readonly<Record<string, { readonly resources: string }>>) => [
  ...new Set(Object.values(table).map(({ resources }) => resources)),
];

/** Digits as a number, because a query is text; all else is left for the schema to refuse. */
const digits = (value: unknown) =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.preprocess(digits, z.int({ error }).min(from, { error }).max(to, { error }));
}

/** A list as a query writes it: `Running,Paused`. */
function listOf(values: readonly string[]) {
  const error = `${oneOf(values)}, or several of them with commas between`;
  const split = (value: unknown) => (typeof value === 'string' ? value.split(',') : value);
  return z.preprocess(split, z.array(z.enum(values, { error })).nonempty({ error }));
}

/** The query of a poll of one pipeline. */
export const pollQuery = z.strictObject({
  wait: listOf(deploymentStatuses)
    .optional()
    .describe(
      'Answer only once the deployment status is one of these, once the pipeline has failed and will not come to it by itself, or after the timeout.',
    ),
  timeout: wholeNumber(0, timeoutMax)
    .default(timeoutMax / 2)
    .describe('How many seconds to wait at most. Only with `wait`.'),
});

/** The query of the list of pipelines. */
export const listQuery = z.strictObject({
  after: pipelineName.optional().describe('Only pipelines whose name sorts after this one.'),
  limit: wholeNumber(1, pageMax)
    .optional()
    .describe('At most so many. Left out: all. The header Link has the next page.'),
});

/** The query of an endpoint without one. */
export const noQuery = z.strictObject({});

/** The body that creates a pipeline. */
export const newPipelineSchema = z.strictObject({
  name: pipelineName.describe('Unique pipeline name.'),
});

/** The query of an action, as the vocabulary declares it. */
export function actionQuery(type: ActionType) {
  const parameters = Object.entries(parametersOf(type)).map(([name, parameter]) => {
    const { values, default: byDefault } = parameter;
    const isFlag = typeof byDefault === 'boolean';
    const schema = isFlag ? z.boolean() : z.enum(values as readonly string[]);
    return [wireName(name), (schema as z.ZodType).default(byDefault)];
  });
  return z.strictObject(Object.fromEntries(parameters) as Record<string, z.ZodType>);
}

const time = z.string().meta({ format: 'date-time' });
const sequenceNumber = z.int().min(0).meta({ format: 'int64' });

/** The documented envelope of every error. */
export const errorResponseSchema = z
  .looseObject({
    message: z.string().describe('Human-readable error message.'),
    error_code: z.string().describe('Error code is a string that specifies this error type.'),
    details: z
      .record(z.string(), z.unknown())
      .describe(
        'Detailed error metadata. The contents of this field is determined by `error_code`.',
      ),
  })
  .describe('Information returned by REST API endpoints on error.');

/** The documented answer of activate and approve. */
export const checkpointResponseSchema = z
  .looseObject({
    checkpoint_sequence_number: sequenceNumber.describe(
      'Of the checkpoint that the pipeline goes on from; 0 where there is none.',
    ),
  })
  .describe('Response to a checkpoint request.');

const wireSchemas: Record<WireField, z.ZodType> = {
  deployment_status: z.enum(deploymentStatuses),
  deployment_desired_status: z.enum(desiredStatuses),
  deployment_resources_status: z.enum(resourcesOf(statuses)),
  deployment_resources_desired_status: z.enum(resourcesOf(desired)),
  deployment_error: errorResponseSchema.nullable(),
  deployment_initial: z.enum(actions.start.parameters.initial.values).nullable(),
  bootstrap_policy: z.enum(actions.start.parameters.bootstrapPolicy.values).nullable(),
};

/** A pipeline as clients see it. */
export const pipelineSchema = z
  .looseObject({
    name: z.string(),
    created_at: time,
    checkpoint_sequence_number: sequenceNumber.nullable().describe('Of the latest checkpoint.'),
    ...Object.fromEntries(
      wireFieldNames.flatMap((field) => [
        [field, wireSchemas[field]],
        [`${field}_since`, time],
      ]),
    ),
  })
  .describe('A pipeline. Each `_since` says since when the field before it has its value.');

/** A document of OpenAPI. */
export const openApiDocumentSchema = z
  .looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
  .describe('A document of OpenAPI 3.1.');

/** The list of pipelines. */
export const pipelineListSchema = z.array(pipelineSchema);

/**
 * The value, held against a schema. Throws InvalidInputError, which names the field, the value and what
 * is allowed. `subject` says what the fields belong to.
 */
export function validated<Schema extends z.ZodObject>(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  subject: string,
): z.output<Schema> {
  throwFirst(unknownFields(value, Object.keys(schema.shape), subject));
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? subject);
  throw new InvalidInputError({ field, value: value[field], allowed: issue?.message ?? '' });
}

/** What a poll waits for. */
export type PollQuery = Omit<z.output<typeof pollQuery>, 'wait'> & {
  readonly wait?: readonly DeploymentStatus[];
};
