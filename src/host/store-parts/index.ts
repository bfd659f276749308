/** Parts that the stores of this library are made of. */
export { checkedChange } from '../pipeline';
export { listValid } from '../valid-list';
export { watchers } from '../watchers';
export type { Migration } from './migration';
