/** A simulated control plane: the handler, a store in memory, the reconciler, a fake executor. */
export { whyNotWritable } from './record-files';
export { serveSimulator } from './server';
export {
  defaultSettings,
  editionNames,
  isOrigin,
  type Latency,
  latencyMax,
  originAllowed,
  type SimulatorSettings,
} from './settings';
export { createSimulator, type Simulator } from './simulator';
