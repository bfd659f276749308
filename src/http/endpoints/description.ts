/** The OpenAPI document, served by an endpoint that it describes too. */
import { jsonAnswer } from '../answers';
import { endpoint } from './endpoint';
import { noQuery } from './queries';
import { openApiDocumentSchema } from './schemas';

/** The version of OpenAPI that the document is written in. */
export const openApiVersion = '3.1.1';

/** The endpoint of the OpenAPI document. */
export const descriptionEndpoint = endpoint({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'describe',
  tag: 'Description',
  summary: 'Describe this API.',
  description:
    'Public: it holds no secrets, and whoever applies for credentials wants to read it first.',
  isPublic: true,
  query: noQuery,
  answers: {
    200: {
      description: 'This document.',
      body: {
        schema: openApiDocumentSchema,
        // The beginning of it: whole, it would be its own example.
        example: () => ({ openapi: openApiVersion, paths: {} }),
      },
    },
  },
  mayBeUnchanged: 'byBody',
  errors: [],
  serve: async ({ context }, { describe }) => jsonAnswer(context, 200, describe()),
});
