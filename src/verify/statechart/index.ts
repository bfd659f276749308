/** The statechart as data: its rows and guards, read off the configuration of the machine. */
export {
  type Chart,
  type ChartRow,
  type ChartState,
  chartOf,
  type NamedAction,
  type Statechart,
  UntranslatableError,
} from './chart';
export { type Guard, guardOf } from './guards';
