/** Conformance: tests a running implementation against the rules, over HTTP or through a driver. */

export { checkConformance } from './check-conformance';
export { ConformanceError } from './conformance-error';
export type {
  CoverageColumn,
  CoveragePart,
  CoverageReport,
  CoverageRow,
  RuleCoverage,
} from './coverage';
export type { ConformanceDeviation } from './deviation-uses';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './driver';
export { httpDriver } from './http-driver';
export type { HttpDriverOptions, HttpFetch } from './http-driver-options';
export { conformanceToJUnit } from './junit';
export type { ConformanceRemark } from './odd-events';
export type { ConformanceBudget, ConformanceOptions, Progress } from './options';
export type { ConcurrentReport, ConformanceReport, Failure, Trouble } from './report';
export { conformanceToMarkdown, describeConformance } from './report-texts';
