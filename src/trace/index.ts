/** The door of histories: checks recorded histories against the rules, and explains them. */
export {
  type AnswerCase,
  type AnswerDeviation,
  type AnswerEffect,
  type AskedAnswers,
  type AskedMoves,
  type DeviatingAnswer,
  type DeviatingMove,
  type Deviation,
  type Dialect,
  type DialectDeclaration,
  type DialectDesired,
  type DialectOption,
  type DialectWord,
  type DialectWords,
  dialectIds,
  type ForeignStatuses,
  foreignStatuses,
  type LagDeviation,
  parseDialect,
  type SeenWord,
  type WordDeviation,
} from '../dialect';
export type { AssumedObservation } from './candidates';
export { checkHistory, HistoryChecker } from './check';
export {
  describeDeviation,
  describeRemark,
  describeUndecided,
  describeViolation,
} from './describe';
export {
  historiesInHar,
  historiesInLog,
  type LogField,
  type LogMap,
  type RecordedPipeline,
  type RecordedPipelines,
  type RecordingOptions,
} from './files';
export {
  type Call,
  type HistoryEntry,
  HistoryFormatError,
  parseEntry,
  type Reading,
  type RecordedLine,
} from './history';
export type { HistoryOptions } from './history-options';
export type { Objection } from './objections';
export type { DeviationUse } from './order';
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
