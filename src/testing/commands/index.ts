/** Model-based commands for fast-check. */
export {
  type AsyncLifecycleUnderTest,
  asyncLifecycleCommands,
  type CallAnswer,
  type LifecycleCommandsOptions,
  type LifecycleUnderTest,
  lifecycleCommands,
  type ReportAnswer,
} from './commands';
export { MismatchError } from './mismatch-error';
export { LifecycleModel, type LifecycleModelOptions, type ModelReading } from './model';
