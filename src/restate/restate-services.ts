/** The services that a worker serves: the engine calls them. */
import { whenRejected } from '../input';
import { directoryDefinition } from './directory';
import { importRestateSdk, type RestateDefinition } from './driver';
import { type RestateServicesOptions, restateSettings } from './options';
import { pipelineDefinition } from './pipeline-object';
import { tasksDefinition } from './tasks';

/**
 * Returns the definitions of the services, for `serve({ services })` of `@restatedev/restate-sdk`:
 * a virtual object for each pipeline, the service that has your executor do tasks, and a directory.
 * Rejects with InvalidInputError for invalid options, with MissingPackageError without the package,
 * and with RestateNodeError if it does not run on this version of Node.
 */
export async function restateServices(
  options: RestateServicesOptions,
  // biome-ignore lint/suspicious/noExplicitAny: the types of the package are those of its release.
): Promise<(RestateDefinition & { readonly object: any; readonly service: any })[]> {
  const settings = restateSettings(options);
  const sdk = await importRestateSdk();
  const { executor, report, onError } = settings;
  if (report !== undefined) {
    whenRejected(executor.connect?.(report), (error) => onError(error, null));
  }
  const definitions = [
    pipelineDefinition(sdk, settings),
    tasksDefinition(sdk, settings),
    directoryDefinition(sdk, settings),
  ];
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  return definitions as any;
}
