/** Asking the machine: one question at a time, and all of them for the compiled answers. */
export { ask, MachineError } from './ask';
