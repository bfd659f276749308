/** Model-based commands for fast-check. */
export {
  asyncLifecycleCommands,
  type LifecycleCommandsOptions,
  lifecycleCommands,
} from './commands';
export type {
  AsyncLifecycleUnderTest,
  CallAnswer,
  LifecycleUnderTest,
  ReportAnswer,
} from './exchange';
export { MismatchError } from './mismatch-error';
export { LifecycleModel, type LifecycleModelOptions, type ModelReading } from './model';
