/** The store in memory: for tests, for the simulator, and for hosts that need no more. */
import { fieldsOf, frozenCopy } from '../input';
import type { Pipeline } from './pipeline';
import type { LifecycleStore, Page } from './store';
import { checkedChange, SortedNames, watchers } from './store-parts';

/**
 * Creates a store that forgets everything when its process ends. `update` runs in one turn,
 * undisturbed.
 */
export function memoryStore(): LifecycleStore {
  const pipelines = new Map<string, Pipeline>();
  const { watch, changed } = watchers();
  const names = new SortedNames();
  return Object.freeze<LifecycleStore>({
    watch,
    // Nobody else can write.
    watchesEveryWriter: true,
    create: async (pipeline) => {
      const own = frozenCopy(pipeline);
      if (pipelines.has(own.name)) return false;
      pipelines.set(own.name, own);
      names.add(own.name);
      changed(own.name);
      return true;
    },
    read: async (name) => pipelines.get(name),
    list: async (page = {}) => {
      const { after, limit }: Page = fieldsOf(page, 'page');
      const shown = names.page(after, limit);
      return shown.map((name) => pipelines.get(name) as Pipeline);
    },
    update: async (name, change) => {
      const before = pipelines.get(name);
      if (before === undefined) return undefined;
      const { pipeline, result } = checkedChange(change, before);
      if (pipeline === before) return result;
      if (pipeline === null) {
        pipelines.delete(name);
        names.delete(name);
      } else {
        pipelines.set(name, frozenCopy(pipeline));
      }
      changed(name);
      return result;
    },
  });
}
