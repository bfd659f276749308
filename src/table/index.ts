/** The entry point of the table: the machine as integers. Importing it does not load xstate. */
export { compile, type Table, type TableVerdict } from './table';
