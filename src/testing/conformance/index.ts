/** Conformance: tests a running implementation against the rules, over HTTP or through a driver. */

export { checkConformance } from './check-conformance';
export { ConformanceError } from './conformance-error';
export type { CoveragePart, CoverageReport, CoverageRow, RuleCoverage } from './coverage';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './driver';
export type { Failure } from './failures';
export type { CoverageColumn } from './goals';
export { type HttpDriverOptions, type HttpFetch, httpDriver } from './http-driver';
export type { ConformanceBudget, ConformanceOptions, Progress } from './options';
export type { ConformanceDeviation, ConformanceRemark } from './remarks';
export {
  type ConcurrentReport,
  type ConformanceReport,
  conformanceToJUnit,
  conformanceToMarkdown,
  describeConformance,
} from './report';
export type { Trouble } from './troubles';
