/** Asking the machine. `compile.ts` is not exported, because only a script and tests use it. */
export { ask, type MachineAnswer, MachineError } from './ask';
