/** The orders in which overlapping lines of a history may have been decided. */

export { type Configuration, startingWith } from './configuration';
export { orderTo } from './explanation';
export { type LineOperation, lineOperation } from './operation';
export { type DeadEnd, Search, type SearchOutcome } from './search';
export { Timeline } from './timeline';
export { type ImpossibleOrder, type ImpossibleWindow, windowOf } from './window';
