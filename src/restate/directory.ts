/**
 * The names of all pipelines, for lists: a virtual object with one key, and a state key for each
 * name, so that a write is small however many there are.
 */
import type { RestateDefinition, RestateObjectContext, RestateSdk } from './driver';
import { inside, ofServers, serviceOptions } from './handlers';
import { type Message, taking } from './messages';
import type { RestateSettings } from './options';

/** Returns the definition of the directory. */
export function directoryDefinition(sdk: RestateSdk, settings: RestateSettings): RestateDefinition {
  const { exclusive, shared } = sdk.handlers.object;
  // Without it each call would bring all the names along.
  const lazy = { enableLazyState: true };
  return sdk.object({
    name: settings.names.directory,
    description: 'The names of all pipelines.',
    handlers: {
      add: exclusive(
        { ...lazy, ...inside },
        taking('add', async (ctx, { name }) => ctx.set(name, 1)),
      ),
      drop: exclusive(
        { ...lazy, ...inside },
        taking('drop', async (ctx, { name }) => ctx.clear(name)),
      ),
      names: shared({ ...lazy, ...ofServers(sdk) }, taking('names', names)),
    },
    options: serviceOptions(sdk, settings),
  });
}

async function names(
  ctx: RestateObjectContext,
  { after, limit }: Message<'names'>,
): Promise<string[]> {
  // Names are ASCII, so that sorting by code unit is what lists promise.
  const sorted = (await ctx.stateKeys()).sort();
  const from = after === null ? 0 : sorted.findIndex((name) => name > after);
  if (from < 0) return [];
  return sorted.slice(from, limit === null ? undefined : from + limit);
}
