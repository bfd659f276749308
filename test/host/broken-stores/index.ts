/** All stores that are broken on purpose. For tests. */
import { brokenClaims } from './claims';
import { brokenKeeping } from './keeping';
import { brokenLists } from './lists';
import type { Broken } from './mistakes';
import { brokenSharing } from './sharing';

/** The broken stores, by their mistake as the end of a sentence: a store that … */
export const brokenStores: Readonly<Record<string, Broken>> = {
  ...brokenKeeping,
  ...brokenLists,
  ...brokenSharing,
  ...brokenClaims,
};
