/** The map of the eight statuses: where a pipeline is, and where each event would lead. */
export { type Lead, type MapDrawing, type MapShape, mapDrawing, statusDesired } from './drawing';
export { StatusMap } from './map';
