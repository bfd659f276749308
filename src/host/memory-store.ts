/** The store in memory: for tests, for the simulator, and for hosts that need no more. */
import { fieldsOf, frozenCopy } from '../input';
import type { Pipeline } from './pipeline';
import type { LifecycleStore, Page } from './store';
import { checkedChange, watchers } from './store-parts';

/**
 * Creates a store that forgets everything when its process ends. `update` runs in one turn,
 * undisturbed.
 */
export function memoryStore(): LifecycleStore {
  const pipelines = new Map<string, Pipeline>();
  const { watch, changed } = watchers();
  let sorted: readonly string[] | undefined;
  const names = () => {
    sorted ??= [...pipelines.keys()].sort();
    return sorted;
  };
  return Object.freeze<LifecycleStore>({
    watch,
    // Nobody else can write.
    watchesEveryWriter: true,
    create: async (pipeline) => {
      const own = frozenCopy(pipeline);
      if (pipelines.has(own.name)) return false;
      pipelines.set(own.name, own);
      sorted = undefined;
      changed(own.name);
      return true;
    },
    read: async (name) => pipelines.get(name),
    list: async (page = {}) => {
      const { after, limit }: Page = fieldsOf(page, 'page');
      const all = names();
      const from = after === undefined ? 0 : all.findIndex((name) => name > after);
      if (from === -1) return [];
      const shown = all.slice(from, limit === undefined ? undefined : from + limit);
      return shown.map((name) => pipelines.get(name) as Pipeline);
    },
    update: async (name, change) => {
      const before = pipelines.get(name);
      if (before === undefined) return undefined;
      const { pipeline, result } = checkedChange(change, before);
      if (pipeline === before) return result;
      if (pipeline === null) {
        pipelines.delete(name);
        sorted = undefined;
      } else {
        pipelines.set(name, frozenCopy(pipeline));
      }
      changed(name);
      return result;
    },
  });
}
