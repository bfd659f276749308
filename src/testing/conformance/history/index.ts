/** The history of a test: its entries and their lines, and how the checker judges them. */
export { disturbanceIn, noteOf } from './disturbance-notes';
export { callEntry, entryTimes, lineOf, namedEntry, readingEntry } from './history-entries';
export { brokenRuleOf, judgedEntries } from './judged';
