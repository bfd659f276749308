/** The OpenAPI document, served by an endpoint that it describes too. */
import { jsonAnswer } from '../answers';
import { endpoint } from './endpoint';
import { noQuery } from './queries';
import { openApiDocumentSchema } from './schemas';

/** The endpoint of the OpenAPI document. */
export const descriptionEndpoint = endpoint({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'describe',
  summary: 'Describe this API.',
  description:
    'Public: it holds no secrets, and whoever applies for credentials wants to read it first.',
  isPublic: true,
  query: noQuery,
  answers: { 200: { description: 'This document.', schema: openApiDocumentSchema } },
  mayBeUnchanged: true,
  errors: [],
  serve: async ({ context }, { describe }) => jsonAnswer(context, 200, describe()),
});
