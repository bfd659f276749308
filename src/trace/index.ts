/** Recorded histories, judged by the rules. */
export {
  checkHistory,
  HistoryChecker,
  type HistoryOptions,
  type HistoryReport,
  type RecordedLine,
  type Violation,
} from './check';
export { type Course, type CourseLine, courseOf, type Report } from './course';
export { describeViolation } from './describe';
export { type Call, type Entry, HistoryFormatError, parseEntry, type Sighting } from './history';
export type { Objection } from './objections';
