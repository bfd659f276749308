/** The live view. */
export { LiveView } from './live-view';
