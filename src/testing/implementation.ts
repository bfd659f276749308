/** The library as an implementation: to be wrapped, and to be compared with. */
import { decide, observe } from '../lifecycle';
import type { LifecycleImplementation } from '../verify/exploration';

/** The library itself. Keeps every rule. */
export const libraryImplementation: LifecycleImplementation = Object.freeze({ decide, observe });
