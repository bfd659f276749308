/** Walks: one pipeline, called and polled by one client or by several at once. */
export { Clients } from './clients';
export { Session, type SessionEvents, type SessionSpace, sessionSpaceWith } from './session';
export { TimeUpError } from './waiting';
export { walk } from './walk';
