/** The compiled answers of the machine, and how to read them. */
export { type Column, columnOf, moveOf, positionAt, requestedFields } from './cells';
export { marked, markedClass } from './class-mark';
export { classCount, classIndex, fieldsOfClass, nodeIndex, reachableNodes } from './classes';
export { deploymentKey, keyOfFields, keyOfRead } from './deployment-key';
export {
  actionIndex,
  capabilityIndex,
  eventTypes,
  observationIndex,
  observationVariants,
} from './event-index';
export { everyObservation } from './every-observation';
export {
  type Compiled,
  type CompiledReply,
  type CompiledType,
  shortRule,
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
export {
  type ActionReply,
  applied,
  type ObservationReply,
  replyTo,
  type StaleReply,
} from './replies';
export {
  representative,
  representativeGeneration,
  representativeOf,
  sampleObservation,
} from './representative';
