/** All stores that are broken on purpose. For tests. */
import { brokenKeeping } from './broken-keeping';
import { brokenLists } from './broken-lists';
import { brokenSharing } from './broken-sharing';
import type { Broken } from './store-mistakes';

/** By what is wrong with them, as the end of a sentence: a store that … */
export const brokenStores: Readonly<Record<string, Broken>> = {
  ...brokenKeeping,
  ...brokenLists,
  ...brokenSharing,
};
