/** The statechart as data: rows and guards read off the configuration of the machine. */
export {
  type Chart,
  chartOf,
  type NamedAction,
  type Place,
  type Row,
  type Statechart,
  UntranslatableError,
} from './chart';
export { type Guard, guardOf } from './guards';
