/** The schemas that have a name in the OpenAPI document. All others refer to them. */
import * as z from 'zod';
import { newPipelineSchema } from './queries';
import {
  bootstrapPolicySchema,
  capabilitiesSchema,
  checkpointResponseSchema,
  deploymentErrorSchema,
  deploymentStatusSchema,
  desiredStatusSchema,
  errorCodeSchema,
  errorResponseSchema,
  initialSchema,
  openApiDocumentSchema,
  pipelineSchema,
  resourcesDesiredStatusSchema,
  resourcesStatusSchema,
} from './schemas';

/** A JSON Schema, as plain JSON. */
export type JsonSchema = Record<string, unknown>;

const named: Readonly<Record<string, z.ZodType>> = {
  ErrorResponse: errorResponseSchema,
  ErrorCode: errorCodeSchema,
  CheckpointResponse: checkpointResponseSchema,
  Pipeline: pipelineSchema,
  Capabilities: capabilitiesSchema,
  DeploymentStatus: deploymentStatusSchema,
  DesiredStatus: desiredStatusSchema,
  ResourcesStatus: resourcesStatusSchema,
  ResourcesDesiredStatus: resourcesDesiredStatusSchema,
  DeploymentError: deploymentErrorSchema,
  Initial: initialSchema,
  BootstrapPolicy: bootstrapPolicySchema,
  NewPipeline: newPipelineSchema,
  OpenApiDocument: openApiDocumentSchema,
};

/** Returns the schemas that have a name, by name. */
export function namedSchemas(): Record<string, JsonSchema> {
  return jsonSchemasOf(named);
}

/**
 * Returns a schema as JSON Schema. One that has a name, or that is made of such schemas, refers to
 * them. A parameter is described by its value, not by its text.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const name = Object.keys(named).find((each) => named[each] === schema);
  if (name !== undefined) return { $ref: referenceTo(name) };
  return jsonSchemasOf({ ...named, [unnamed]: schema })[unnamed] ?? {};
}

/** The key of a schema without a name. Zod wants one for each. */
const unnamed = '(unnamed)';

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}

function jsonSchemasOf(byName: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(byName)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: referenceTo,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => leaveOpen(jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

/**
 * An object is open if nothing is said. If it says that other fields have any value, generated
 * types take a misspelled field for one of these.
 */
function leaveOpen(schema: { additionalProperties?: unknown }): void {
  const { additionalProperties: others } = schema;
  if (typeof others === 'object' && Object.keys(Object(others)).length === 0) {
    delete schema.additionalProperties;
  }
}
