/** Conformance: a running implementation, tested against the rules over HTTP or a driver. */

export {
  type ConformanceReport,
  checkConformance,
  type Failure,
  type Trouble,
} from './conformance';
export { ConformanceError } from './conformance-error';
export type { Column, CoverageReport, CoverageRow } from './coverage';
export { conformanceToJUnit, conformanceToMarkdown, describeConformance } from './describe';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './driver';
export { type ForeignStatuses, foreignStatuses } from './foreign';
export { type HttpDriverOptions, type HttpFetch, httpDriver } from './http-driver';
export type { ConformanceOptions, Progress } from './plan';
