/** The door of histories: checks recorded histories against the rules, and explains them. */
export { checkHistory, HistoryChecker, type HistoryOptions } from './check';
export { describeUndecided, describeViolation } from './describe';
export {
  type Call,
  type HistoryEntry,
  HistoryFormatError,
  parseEntry,
  type Reading,
} from './history';
export type { Objection } from './objections';
export {
  type AssumedObservation,
  type ReconstructedLine,
  type Reconstruction,
  reconstruct,
} from './reconstruct';
export type {
  BrokenOrder,
  HistoryReport,
  OverlapWindow,
  RecordedLine,
  Undecided,
  Violation,
} from './report';
export type { LineTimes, TimeNotation } from './times';
