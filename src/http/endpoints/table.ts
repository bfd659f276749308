/** The table of all endpoints, in the order of the documents. A new endpoint is a row of it. */
import { actionEndpoints } from './actions';
import { deletionEndpoint } from './deletion';
import { descriptionEndpoint } from './description';
import type { Endpoint } from './endpoint';
import { pipelineEndpoints } from './pipelines';
import { conditionParameters } from './preconditions';
import { watchEndpoint } from './watch';
import { watchAllEndpoint } from './watch-all';

/** All endpoints. */
export const endpoints: readonly Endpoint[] = [
  ...pipelineEndpoints,
  deletionEndpoint,
  watchEndpoint,
  watchAllEndpoint,
  ...actionEndpoints,
  descriptionEndpoint,
];

/** The endpoints by their path. */
export const endpointsByPath: ReadonlyMap<string, readonly Endpoint[]> = new Map(
  endpoints.map(({ path }) => [path, endpoints.filter((each) => each.path === path)]),
);

const parameters = new Set([
  ...conditionParameters.map(({ name }) => name),
  ...endpoints.flatMap(({ query }) => query.names),
]);

/** True for the name of a parameter of an endpoint. */
export function isParameter(name: string): boolean {
  return parameters.has(name);
}

/** Returns the methods of the endpoints of one path, sorted; GET brings HEAD with it. */
export function methodsOf(those: readonly Endpoint[]): string[] {
  const methods = those.map(({ method }) => method);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
}
