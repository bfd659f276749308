/** Parts that the stores of this library are made of. */
export { checkedChange } from './checked-change';
export type { Migration } from './migration';
export { SortedNames } from './sorted-names';
export { Turns } from './turns';
export { listValid } from './valid-list';
export { watchers } from './watchers';
