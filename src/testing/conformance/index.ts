/** Conformance: tests a running implementation against the rules, over HTTP or through a driver. */

export { checkConformance } from './check-conformance';
export { ConformanceError } from './conformance-error';
export type { CoverageColumn, CoveragePart, CoverageReport, CoverageRow } from './coverage';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './driver';
export { httpDriver } from './http-driver';
export type { HttpDriverOptions, HttpFetch } from './http-driver-options';
export type { ConformanceBudget, ConformanceOptions, Progress } from './options';
export type { ConformanceReport, Failure, Trouble } from './report';
export { conformanceToJUnit, conformanceToMarkdown, describeConformance } from './report-texts';
