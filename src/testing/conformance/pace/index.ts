/** The pace of a test: its budget, the patience with a runner, and how long to leave it alone. */
export { Budget } from './budget';
export { countedPause, Pace, restartsMax } from './pace';
export { Stays } from './stays';
