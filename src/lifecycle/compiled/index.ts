/** The compiled answers of the machine, and how to read them. */
export { type Column, changes, columnOf, moveOf, positionAt, requestedFields } from './cells';
export { marked, markedClass } from './class-mark';
export { classCount, classIndex, fieldsOfClass, nodeIndex, reachableNodes } from './classes';
export { deploymentKey, keyOfFields, keyOfRead } from './deployment-key';
export {
  actionIndex,
  capabilityIndex,
  eventIndexCount,
  firstObservationIndex,
  observationIndex,
  observationVariants,
} from './event-index';
export {
  type Compiled,
  type CompiledReply,
  type CompiledType,
  toRuns,
  type WrittenReply,
} from './format';
export { deploymentFields, readDeployment, usualFields } from './read-deployment';
export {
  markedSeen,
  markSeen,
  type SeenObservation,
  seenIn,
  usualActionIndex,
  usualObservation,
  usualRequestIndex,
} from './read-event';
export { applied, type Reply, replyTo, type StaleReply } from './replies';
export {
  everyObservation,
  representative,
  representativeGeneration,
  representativeOf,
  sampleObservation,
} from './representative';
