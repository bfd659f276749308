/** Scripts: the steps of a user and a runner as plain data. */
export {
  type Chance,
  errorWithCode,
  type ScriptWeights,
  stepOfKind,
  usualWeights,
} from './next-step';
export { block, printing } from './printing';
export { type HistoryLine, type LineStyle, recorded } from './recording';
export {
  type LifecycleScript,
  type PlayedStep,
  playScript,
  playStep,
  pollStepLine,
  reportLine,
  type ScriptStep,
  scriptOf,
  scriptStep,
} from './script';
