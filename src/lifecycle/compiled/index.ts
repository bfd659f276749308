/** The machine's answers, written down when the library is built, and how to read them. */
export { type Column, changes, columnOf, moveOf, positionAt } from './cells';
export { classCount, classOf, fieldsOfClass, nodeIndex, reachableNodes } from './classes';
export { deploymentKey, keyOfFields } from './deployment-key';
export {
  actionIndex,
  capabilityIndex,
  eventIndexCount,
  firstObservationIndexes,
  observationIndex,
  observationVariants,
} from './event-index';
export { type Compiled, type CompiledReply, type CompiledType, toRuns } from './format';
export { applied, type Reply, replyTo, type StaleReply } from './replies';
export {
  everyObservation,
  representative,
  representativeGeneration,
  sampleObservation,
} from './representative';
