/** Every endpoint, in the order of the documents. */
import { actionEndpoints } from './actions';
import { descriptionEndpoint } from './description';
import type { Endpoint } from './endpoint';
import { watchEndpoint } from './watch';
import { pipelineEndpoints } from './pipelines';

/** Every endpoint. */
export const endpoints: readonly Endpoint[] = [
  ...pipelineEndpoints,
  watchEndpoint,
  ...actionEndpoints,
  descriptionEndpoint,
];

/** The endpoints by their path. */
export const endpointsByPath: ReadonlyMap<string, readonly Endpoint[]> = new Map(
  endpoints.map(({ path }) => [path, endpoints.filter((each) => each.path === path)]),
);

/** The methods that a path can be asked with: where it can be read, its headers alone too. Sorted. */
export function methodsOf(those: readonly Endpoint[]): string[] {
  const methods = those.map(({ method }) => method);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
}
