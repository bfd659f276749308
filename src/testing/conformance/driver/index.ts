/** The driver of an implementation: the port, and the requests, answers and readings through it. */
export { causeOf, checkedAnswer, pauseAfter, reached, UnclearError } from './answers';
export {
  type Disturbance,
  type DriverAnswer,
  type DriverReading,
  driverMethods,
  type LifecycleDriver,
} from './driver';
export type { MappedReading } from './mapped-reading';
export { contentOf, type OnTrouble, type RequestOptions, Requests } from './requests';
