/** The table of all endpoints, in the order of the documents. A new endpoint is a row of it. */
import { actionEndpoints } from './actions';
import { deletionEndpoint } from './deletion';
import { descriptionEndpoint } from './description';
import type { Endpoint } from './endpoint';
import { pipelineEndpoints } from './pipelines';
import { watchEndpoint } from './watch';

/** All endpoints. */
export const endpoints: readonly Endpoint[] = [
  ...pipelineEndpoints,
  deletionEndpoint,
  watchEndpoint,
  ...actionEndpoints,
  descriptionEndpoint,
];

/** The endpoints by their path. */
export const endpointsByPath: ReadonlyMap<string, readonly Endpoint[]> = new Map(
  endpoints.map(({ path }) => [path, endpoints.filter((each) => each.path === path)]),
);

/** Returns the methods of the endpoints of one path, sorted; GET brings HEAD with it. */
export function methodsOf(those: readonly Endpoint[]): string[] {
  const methods = those.map(({ method }) => method);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
}
