/** Remarks on legal histories: odd events, and the deviations of a dialect that they need. */
export { type ConformanceDeviation, DeviationUses } from './deviation-uses';
export { type ConformanceRemark, RemarkGroups } from './odd-events';
