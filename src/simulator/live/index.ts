/** The live system's own API, for the simulator: what its clients need for the lifecycle. */
export { decideAs } from './decisions';
export { liveHandler } from './live-handler';
