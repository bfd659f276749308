/** The driver of a server that implements the documented endpoints. */
export { httpDriver } from './http-driver';
export type { HttpDriverOptions, HttpFetch } from './http-driver-options';
