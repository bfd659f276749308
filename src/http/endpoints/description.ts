/** The description of the endpoints, itself one of them. */
import { type Endpoint, parsedQuery } from './endpoint';
import { noQuery, openApiDocumentSchema } from './schemas';

/** The endpoint of the description. */
export const descriptionEndpoint: Endpoint = {
  method: 'GET',
  path: '/openapi.json',
  operationId: 'describe',
  summary: 'This description.',
  description:
    'For everybody: it has no secrets, and whoever is to get credentials wants to read it first.',
  isPublic: true,
  query: noQuery,
  answers: { 200: { description: 'The description.', schema: openApiDocumentSchema } },
  mayBeUnchanged: true,
  errors: [],
  serve: async (context, host) => {
    parsedQuery(context, noQuery);
    return context.body(host.describe(), 200, { 'content-type': 'application/json' });
  },
};
