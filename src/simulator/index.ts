/** A simulated control plane: the handler, a store in memory, the reconciler and an executor that pretends. */
export { serveSimulator } from './server';
export {
  defaultSettings,
  editionNames,
  isOrigin,
  latencyMax,
  originAllowed,
  type Settings,
  type Span,
} from './settings';
export { createSimulator, type Simulator } from './simulator';
