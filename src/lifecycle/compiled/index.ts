/** The compiled answers of the machine, and how to read them. */
export { type Column, changes, columnOf, moveOf, positionAt } from './cells';
export { classCount, classIndex, fieldsOfClass, nodeIndex, reachableNodes } from './classes';
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
  representativeOf,
  sampleObservation,
} from './representative';
