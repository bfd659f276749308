/** Proofs of dialects: which safety properties hold with what a dialect adds. */
export { describeDialectProof } from './describe-dialect';
export {
  type BrokenByDeviation,
  type DeviationProof,
  type DialectProof,
  verifyDialect,
} from './verify-dialect';
