/**
 * The names of all pipelines, for lists: a virtual object with one key, and a state key for each
 * name, so that a write is small however many there are.
 */
import type { RestateDefinition, RestateObjectContext, RestateSdk } from './driver';
import { inside, serviceOptions } from './handlers';
import type { RestateSettings } from './options';
import { type DirectoryInput, inputOf } from './protocol';

/** Returns the definition of the directory. */
export function directoryDefinition(sdk: RestateSdk, settings: RestateSettings): RestateDefinition {
  const { exclusive, shared } = sdk.handlers.object;
  // Without it each call would bring all the names along.
  const lazy = { enableLazyState: true };
  return sdk.object({
    name: settings.names.directory,
    description: 'The names of all pipelines.',
    handlers: {
      add: exclusive({ ...lazy, ...inside }, async (ctx, added: string) => ctx.set(added, 1)),
      drop: exclusive({ ...lazy, ...inside }, async (ctx, dropped: string) => ctx.clear(dropped)),
      names: shared(lazy, names),
    },
    options: serviceOptions(sdk, settings),
  });
}

async function names(ctx: RestateObjectContext, input: DirectoryInput): Promise<string[]> {
  const { after, limit } = inputOf<DirectoryInput>(input);
  // Names are ASCII, so that sorting by code unit is what lists promise.
  const sorted = (await ctx.stateKeys()).sort();
  const from = after === null ? 0 : sorted.findIndex((name) => name > after);
  if (from < 0) return [];
  return sorted.slice(from, limit === null ? undefined : from + limit);
}
