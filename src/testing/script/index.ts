/** Scripts: what a user and a runner do, step by step, as plain data. */
export { type Chance, errorOf, type ScriptWeights, stepOfKind, usualWeights } from './moves';
export { block, printing } from './print';
export { type HistoryLine, type LineStyle, recorded } from './recording';
export {
  type LifecycleScript,
  type PlayedStep,
  playScript,
  playStep,
  pollLine,
  reportLine,
  type ScriptStep,
  scriptOf,
  scriptStep,
} from './script';
