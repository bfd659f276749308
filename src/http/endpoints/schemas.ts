/** The shapes of answers, for OpenAPI. Names and values come from the vocabulary. */
import * as z from 'zod';
import { type WireField, wireFieldNames } from '../../host';
import {
  actions,
  capabilityMeanings,
  capabilityNames,
  deploymentStatuses,
  desired,
  desiredMeanings,
  desiredStatuses,
  errorCodes,
  parameterMeanings,
  statuses,
} from '../../lifecycle';
import { type HostErrorCode, hostErrors } from '../answers';

const resourcesOf = (table: Readonly<Record<string, { readonly resources: string }>>) => [
  ...new Set(Object.values(table).map(({ resources }) => resources)),
];

const meaningsOfStatuses = deploymentStatuses.map((status): [string, string] => [
  status,
  statuses[status].meaning,
]);

/** Returns a list of values with their meanings, in Markdown. */
const meaningList = (meanings: readonly (readonly [string, string])[]) =>
  meanings.map(([value, meaning]) => `- \`${value}\`: ${meaning}`).join('\n');

const timestamp = z.string().meta({ format: 'date-time' });
const naturalNumber = z.int().min(0).meta({ format: 'int64' });
const sequenceNumber = z.int().min(0).meta({ format: 'int64' });

/** An object of any fields. Zod would describe their names and values too. */
const anyObject = z.unknown().meta({ type: 'object', additionalProperties: true });

/** The deployment status. */
export const deploymentStatusSchema = z
  .enum(deploymentStatuses)
  .describe(
    `The status of the deployment, as the runner has last reported.\n\n${meaningList(meaningsOfStatuses)}`,
  );

/** The desired status. */
export const desiredStatusSchema = z
  .enum(desiredStatuses)
  .describe(
    `The status that the user has asked for.\n\n${meaningList(Object.entries(desiredMeanings))}`,
  );

/** The status of the compute resources. */
export const resourcesStatusSchema = z
  .enum(resourcesOf(statuses))
  .describe('The status of the compute resources.');

/** The desired status of the compute resources. */
export const resourcesDesiredStatusSchema = z
  .enum(resourcesOf(desired))
  .describe('The desired status of the compute resources.');

const { initial, bootstrapPolicy } = actions.start.parameters;

/** The parameter `initial` of start. */
export const initialSchema = z.enum(initial.values).describe(parameterMeanings.start.initial);

/** The parameter `bootstrapPolicy` of start. */
export const bootstrapPolicySchema = z
  .enum(bootstrapPolicy.values)
  .describe(parameterMeanings.start.bootstrapPolicy);

const hostErrorCodes = Object.keys(hostErrors) as HostErrorCode[];

/** The codes of all errors that are answers. */
export const errorCodeSchema = z
  .enum([...errorCodes, ...hostErrorCodes])
  .describe('The type of an error. Each answer lists the codes that it can have.');

const errorFields = {
  message: z.string().describe('Human-readable error message.'),
  error_code: errorCodeSchema,
  details: anyObject.describe(
    'Detailed error metadata. The contents of this field is determined by `error_code`.',
  ),
};

/** The documented envelope of every error. */
export const errorResponseSchema = z
  .looseObject(errorFields)
  .describe('Information returned by REST API endpoints on error.');

/** The error of a deployment: the same envelope, with a code of the runner. */
export const deploymentErrorSchema = z
  .looseObject({
    ...errorFields,
    error_code: z.string().describe('Error code is a string that specifies this error type.'),
  })
  .describe('The error that ended a deployment, as its runner has reported.');

/** The documented answer of activate and approve. */
export const checkpointResponseSchema = z
  .looseObject({
    checkpoint_sequence_number: sequenceNumber.describe(
      'The checkpoint from which the pipeline continues; 0 if there is none.',
    ),
  })
  .describe('Response to a checkpoint request.');

const wireSchemas: Record<WireField, z.ZodType> = {
  deployment_status: deploymentStatusSchema,
  deployment_desired_status: desiredStatusSchema,
  deployment_resources_status: resourcesStatusSchema,
  deployment_resources_desired_status: resourcesDesiredStatusSchema,
  deployment_error: deploymentErrorSchema.nullable(),
  deployment_initial: initialSchema.nullable(),
  bootstrap_policy: bootstrapPolicySchema.nullable(),
};

/** The capabilities of a pipeline. */
export const capabilitiesSchema = z
  .looseObject(
    Object.fromEntries(
      capabilityNames.map((name) => [name, z.boolean().describe(capabilityMeanings[name])]),
    ),
  )
  .describe(
    'What the pipeline is able to do. Together with the other fields it decides every action.',
  );

/** A pipeline as clients see it. */
export const pipelineSchema = z
  .looseObject({
    name: z.string(),
    id: z.string().describe('Belongs to this pipeline alone: a later one of the name has another.'),
    created_at: timestamp,
    revision: naturalNumber.describe('How often the pipeline was written.'),
    generation: naturalNumber.describe('How many deployments the pipeline has had.'),
    checkpoint_sequence_number: sequenceNumber.nullable().describe('The latest checkpoint.'),
    ...Object.fromEntries(
      wireFieldNames.flatMap((field) => [
        [field, wireSchemas[field]],
        [`${field}_since`, timestamp],
      ]),
    ),
    bootstrap_approved: z
      .boolean()
      .describe('True if bootstrapping is approved, and the runner has not yet acted on it.'),
    capabilities: capabilitiesSchema,
  })
  .describe('A pipeline. Each `_since` is the time at which the field before it got its value.');

/** The list of pipelines. */
export const pipelineListSchema = z.array(pipelineSchema);

/** A stream of server-sent events. */
export const eventStreamSchema = z.string();

/** An OpenAPI document. */
export const openApiDocumentSchema = z
  .looseObject({ openapi: z.string(), paths: anyObject })
  .describe('An OpenAPI 3.1 document.');
