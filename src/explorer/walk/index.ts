/** The walk view. */
export { WalkView } from './walk-view';
