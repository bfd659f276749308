/** The shapes of answers, for OpenAPI. Names and values come from the vocabulary. */
import * as z from 'zod';
import { type WireField, wireFieldNames } from '../../host';
import { actions, deploymentStatuses, desired, desiredStatuses, statuses } from '../../lifecycle';

const resourcesOf = (table: Readonly<Record<string, { readonly resources: string }>>) => [
  ...new Set(Object.values(table).map(({ resources }) => resources)),
];

const timestamp = z.string().meta({ format: 'date-time' });
const count = z.int().min(0).meta({ format: 'int64' });
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
      'The checkpoint from which the pipeline continues; 0 if there is none.',
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
    id: z.string().describe('Belongs to this pipeline alone: a later one of the name has another.'),
    created_at: timestamp,
    revision: count.describe('How often the pipeline was written.'),
    generation: count.describe('How many deployments the pipeline has had.'),
    checkpoint_sequence_number: sequenceNumber.nullable().describe('The latest checkpoint.'),
    ...Object.fromEntries(
      wireFieldNames.flatMap((field) => [
        [field, wireSchemas[field]],
        [`${field}_since`, timestamp],
      ]),
    ),
  })
  .describe('A pipeline. Each `_since` is the time at which the field before it got its value.');

/** The list of pipelines. */
export const pipelineListSchema = z.array(pipelineSchema);

/** An OpenAPI document. */
export const openApiDocumentSchema = z
  .looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
  .describe('An OpenAPI 3.1 document.');
