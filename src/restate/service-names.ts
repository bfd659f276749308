/** The names of the services in the engine, and their check. */
import type { Problem } from '../input';

/** The names of the services in the engine. */
export interface ServiceNames {
  /** The virtual object of each pipeline; its key is the name of the pipeline. */
  readonly pipelines: string;
  /** The service that has the executor do tasks. */
  readonly tasks: string;
  /** The virtual object that knows the names of all pipelines; it has one key. */
  readonly directory: string;
}

/** The prefix of the names by default. */
export const defaultPrefix = 'pipeline_lifecycle';

/** The only key of the directory. */
export const directoryKey = 'all';

const prefixPattern = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** Returns the names of the services with this prefix. */
export function serviceNames(prefix: string): ServiceNames {
  return {
    pipelines: `${prefix}.pipelines`,
    tasks: `${prefix}.tasks`,
    directory: `${prefix}.directory`,
  };
}

/** Returns a problem unless the value can begin the names of services. */
export function servicePrefixProblems(value: unknown): Problem[] {
  if (typeof value === 'string' && prefixPattern.test(value)) return [];
  return [{ field: 'prefix', value, allowed: 'a letter, then up to 39 letters, digits, - or _' }];
}
