/**
 * The door of dialects: how a server may differ from the documents and still be asked what the
 * rules say. It must not decide anything: the machine does, and a dialect adds to that.
 */
export type {
  AnswerCase,
  AnswerDeviation,
  AnswerEffect,
  AskedAnswers,
  AskedMoves,
  DeviatingAnswer,
  DeviatingMove,
  Deviation,
  Dialect,
  DialectDeclaration,
  DialectDesired,
  DialectOption,
  DialectWord,
  DialectWords,
  LagDeviation,
  WordDeviation,
} from './dialect';
export { dialectIds, documents, parseDialect } from './parse-dialect';
export {
  type AnswerQuestion,
  answersAs,
  deviatingCodes,
  machineAnswer,
  mayAccept,
  type PossibleAnswer,
  type PossibleMove,
  possibleAnswers,
  possibleMoves,
  type RecordedAnswer,
} from './possible';
export { type ForeignStatuses, foreignStatuses, parseForeignStatuses } from './statuses';
export {
  desiredWord,
  type Meaning,
  type SeenWord,
  seenWords,
  statusWord,
  type Word,
  type Words,
  wordsOf,
} from './words';
