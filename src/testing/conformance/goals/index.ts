/** The goals of a test: what there is to exercise, where, and by which route. */
export { Agenda, triesMax } from './agenda';
export { classOf } from './classes';
export {
  actionsOf,
  type CoverageColumn,
  columnName,
  coverageColumnOf,
  coverageColumns,
} from './columns';
export { Course } from './course';
export { actionName, type GoalKind, goalsOf, type Way } from './goals';
export { mustMoveOn, pairOf, pairsOf } from './pairs';
export { type Leg, type Routes, routesWith } from './routes';
