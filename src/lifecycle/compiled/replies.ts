/**
 * Replies: the compiled answers in the form that `decide` and `observe` need.
 *
 * A reply holds for every deployment and every event of the same class, so it has no data of its
 * own: of error, checkpoint and generation it says where the new value comes from. This is not a
 * second implementation: nothing here knows a rule, and a test asks the machine again.
 */
import { deepFreeze, positiveZero } from '../../input';
import { type CompleteAction, everyAction } from '../action';
import type { ControlFields, Deployment } from '../deployment';
import type { ErrorResponse } from '../error-response';
import {
  bodyOf,
  type RefusalBody,
  type RefusalStatus,
  type RefusingRuleId,
  type RuleId,
  refusals,
  type StaleRuleId,
  staleRules,
} from '../rules';
import { columnOf, moveOf, positionAt } from './cells';
import { marked } from './class-mark';
import { classCount, fieldsOfClass } from './classes';
import { eventTypes } from './event-index';
import type { CompiledReply } from './format';

/** The reply to an accepted action or an applied observation: how the deployment changes. */
export interface AcceptReply {
  readonly verdict: 'accept';
  readonly rule: RuleId;
  /** The fields that all deployments of the class that follows have in common. */
  readonly next: ControlFields;
  /** The index of that class. */
  readonly nextClass: number;
  readonly changed: boolean;
  readonly error: 'keep' | 'take' | 'clear';
  readonly checkpoint: 'keep' | 'take';
  readonly generationStep: number;
}

/** The reply to a refused action: how to answer it. */
export interface RejectReply {
  readonly verdict: 'reject';
  readonly rule: RefusingRuleId;
  readonly httpStatus: RefusalStatus;
  readonly error: RefusalBody;
}

/** The reply to a stale observation: why it is stale. */
export interface StaleReply {
  readonly verdict: 'stale';
  readonly rule: StaleRuleId;
  readonly reason: string;
}

/** The reply to a class of actions in a class of deployments. */
export type ActionReply = AcceptReply | RejectReply;
/** The reply to a class of observations in a class of deployments. */
export type ObservationReply = AcceptReply | StaleReply;
/** The reply to a class of events in a class of deployments. */
export type Reply = ActionReply | ObservationReply;

/** By event index and capabilities, then by class; each reply is made when it is first needed. */
const replies: (Reply | undefined)[][] = [];

/** Returns the reply to an event; `combination` is the position of the capabilities. */
export function replyTo(classIndex: number, eventIndex: number, combination: number): Reply {
  const question = combination * eventTypes.length + eventIndex;
  let row = replies[question];
  if (row === undefined) {
    row = new Array<Reply | undefined>(classCount).fill(undefined);
    replies[question] = row;
  }
  const known = row[classIndex];
  if (known !== undefined) return known;
  const reply = newReply(classIndex, eventIndex, combination);
  row[classIndex] = reply;
  return reply;
}

function newReply(classIndex: number, eventIndex: number, combination: number): Reply {
  const column = columnOf(eventIndex);
  const { places, replies: compiled } = column;
  // Capabilities that this type of event does not depend on share their replies.
  const first = places.indexOf(places[combination] as number);
  if (first < combination) return replyTo(classIndex, eventIndex, first);
  const position = positionAt(column, classIndex, combination);
  return replyOf(compiled[position] as CompiledReply, classIndex, eventIndex);
}

function replyOf(compiled: CompiledReply, classIndex: number, eventIndex: number): Reply {
  const { rule, httpStatus, code, error = 'keep', checkpoint = 'keep', generation = 0 } = compiled;
  const before = fieldsOfClass(classIndex);
  if (httpStatus !== undefined && code !== undefined) {
    const { hint } = refusals[rule as RefusingRuleId];
    const body = bodyOf(code, hint, before, everyAction[eventIndex] as CompleteAction);
    return deepFreeze({ verdict: 'reject', rule: rule as RefusingRuleId, httpStatus, error: body });
  }
  if (rule.endsWith('.stale')) {
    const reason = `'${eventTypes[eventIndex]}' is stale in status ${before.status} with desired status ${before.desiredStatus}: ${staleRules[rule as StaleRuleId].statement}`;
    return Object.freeze({ verdict: 'stale', rule: rule as StaleRuleId, reason });
  }
  const nextClass = moveOf(compiled)(classIndex);
  return Object.freeze({
    verdict: 'accept',
    rule,
    next: fieldsOfClass(nextClass),
    nextClass,
    changed:
      nextClass !== classIndex || error === 'take' || checkpoint === 'take' || generation > 0,
    error,
    checkpoint,
    generationStep: generation,
  });
}

/** The data of an event that a reply may take. */
export interface Carried {
  readonly error: ErrorResponse | undefined;
  readonly checkpoint: number | undefined;
}

/** Returns the deployment after an event that changes it; frozen. Both must be well-formed. */
export function applied(reply: AcceptReply, read: Deployment, carried: Carried): Deployment {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = reply.next;
  const error = reply.error === 'keep' ? read.error : takenError(reply, carried);
  const checkpoint = reply.checkpoint === 'keep' ? read.checkpoint : (carried.checkpoint as number);
  const deployment = {
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error,
    checkpoint: checkpoint === null ? null : positiveZero(checkpoint),
    generation: read.generation + reply.generationStep,
  };
  return marked(deployment, reply.nextClass);
}

function takenError({ error }: AcceptReply, carried: Carried): ErrorResponse | null {
  return error === 'clear' ? null : (carried.error as ErrorResponse);
}
