/** The door of histories: checks recorded histories against the rules, and explains them. */
export type { AssumedObservation } from './candidates';
export { checkHistory, HistoryChecker, type HistoryOptions } from './check';
export { describeRemark, describeUndecided, describeViolation } from './describe';
export {
  historiesInHar,
  historiesInLog,
  type LogField,
  type LogMap,
  type RecordedPipeline,
  type RecordedPipelines,
  type RecordingOptions,
} from './files';
export { type ForeignStatuses, foreignStatuses } from './foreign';
export {
  type Call,
  type HistoryEntry,
  HistoryFormatError,
  parseEntry,
  type Reading,
  type RecordedLine,
} from './history';
export type { Objection } from './objections';
export type { OnPossible } from './possible';
export {
  type ReconstructedLine,
  type Reconstruction,
  reconstruct,
} from './reconstruct';
export type { OddEvent, Remark } from './remarks';
export type {
  BrokenOrder,
  Exception,
  HistoryReport,
  OverlapWindow,
  Undecided,
  Violation,
} from './report';
export type { LineTimes, TimeNotation } from './times';
