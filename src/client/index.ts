/**
 * A client of the HTTP API for browsers and Node: calls, waiting, watching, and which buttons to
 * enable. It needs no package and nothing of Node, so that a page can bundle it.
 */
export { InvalidInputError } from '../input';
export { actionLabel, statusLabel } from '../lifecycle';
export type { ActionMethods, ActionParameters, ActOptions, OnlyIf } from './acting';
export type { Accepted, Answer, RefusedRequest, Success } from './answers';
export { type AvailableAction, availableActions, type Obstacle } from './available-actions';
export type { PipelineBody } from './bodies';
export { type CallOptions, createClient, type LifecycleClient, type ListOptions } from './client';
export { ConnectionError, UnexpectedAnswerError } from './errors';
export type { ClientOptions } from './options';
export type { Awaited, WaitEnd } from './waiting';
export type { WatchEvent } from './watching';
