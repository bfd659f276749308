/** Coverage: what a test has exercised of its goals and of the rules, and what it could not. */
export {
  Coverage,
  type CoveragePart,
  type CoverageReport,
  type CoverageRow,
} from './coverage';
export { coverageRows, coverageSummary, incompletePairs, incompleteParts } from './coverage-texts';
export type { RuleCoverage } from './rule-coverage';
export { UnclearAnswers } from './unclear-answers';
