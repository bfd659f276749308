/** The door of the overview's layout, for pictures that lie like it. Imports nothing but types. */
export { overviewPositions, overviewSize, type Position } from '../overview-layout';
