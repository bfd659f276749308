/** The map of the eight statuses: where a pipeline is, and where each event would lead. */
export { type Lead, type MapArrow, type MapBox, type MapShape, mapDrawing } from './drawing';
