/**
 * The library in the form of an implementation under test: to be wrapped, and to be compared with.
 */
import { decide, observe } from '../lifecycle';
import type { LifecycleImplementation } from '../verify/exploration';

/** The library itself, which keeps every rule. */
export const libraryImplementation: LifecycleImplementation = Object.freeze({ decide, observe });
