/** Properties: the safety rules and the liveness of the lifecycle, as values. */
export { implementationProperties } from './implementation-properties';
export { lifecycleProperties, namesARule } from './lifecycle-properties';
export {
  type AlwaysProperty,
  always,
  type LeadsToProperty,
  leadsTo,
  type Memory,
  type Property,
  type PropertyDescription,
  type RespondsProperty,
  responds,
  type StepProperty,
  step,
} from './property';
