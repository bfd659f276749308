/** The orders in which overlapping lines of a history may have been decided. */

export { type Choice, type Configuration, startingWith } from './configuration';
export type { DeviationUse } from './deviating-lines';
export { orderSince, orderTo } from './explanation';
export { HistorySearch, type OnDecided, type Pools } from './history-search';
export { followed, type Mark } from './mark';
export type { OddLine } from './odd-lines';
export { type LineOperation, lineOperation } from './operation';
export { type DeadEnd, Search, type SearchOutcome } from './search';
export { Timeline } from './timeline';
export { type Impossible, type ImpossibleOrder, type ImpossibleWindow, windowOf } from './window';
