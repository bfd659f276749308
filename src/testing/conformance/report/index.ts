/** The report of a test: its result, and its texts for people and for CI. */
export { conformanceToJUnit } from './junit';
export type { ConcurrentReport, ConformanceReport } from './report';
export { conformanceToMarkdown, describeConformance } from './report-texts';
