/** The views: each turns the machine and its exploration into a neutral diagram. */
export { draw, type ViewName, viewNames } from './draw';
