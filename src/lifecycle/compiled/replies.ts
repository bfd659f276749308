/**
 * Replies: the compiled answers in the form that `decide` and `observe` need.
 *
 * A reply holds for every deployment and every event of the same class, so it has no data of its
 * own: of error, checkpoint and generation it says where the new value comes from. This is not a
 * second implementation: nothing here knows a rule, and a test asks the machine again.
 */
import { deepFreeze, positiveZero } from '../../input';
import { type Action, everyAction } from '../action';
import type { Deployment } from '../deployment';
import type { ErrorResponse } from '../error-response';
import type { LifecycleEvent } from '../observation';
import {
  bodyOf,
  observationRules,
  type RefusalBody,
  type RefusalStatus,
  type RefusingRuleId,
  type RuleId,
  refusals,
  type StaleRuleId,
} from '../rules';
import { observationTypes } from '../vocabulary';
import { changes, columnOf, moveOf, positionAt } from './cells';
import { classCount, fieldsOfClass } from './classes';
import { eventIndexCount, observationVariantCount } from './event-index';
import type { CompiledReply } from './format';

/** The reply to an accepted action or an applied observation: how the deployment changes. */
export interface AcceptReply {
  readonly verdict: 'accept';
  readonly rule: RuleId;
  /** The class of the deployment that follows. */
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

/** The reply to a class of events in a class of deployments. */
export type Reply = AcceptReply | RejectReply | StaleReply;

/** By event index and capabilities, then by class; each reply is made when it is first needed. */
const replies: (Reply | undefined)[][] = [];

/** Returns the reply to an event; `combination` is the position of the capabilities. */
export function replyTo(classIndex: number, eventIndex: number, combination: number): Reply {
  const question = combination * eventIndexCount + eventIndex;
  let row = replies[question];
  if (row === undefined) {
    row = new Array<Reply | undefined>(classCount).fill(undefined);
    replies[question] = row;
  }
  const known = row[classIndex];
  if (known !== undefined) return known;
  const column = columnOf(eventIndex);
  const compiled = column.replies[positionAt(column, classIndex, combination)] as CompiledReply;
  const reply = replyOf(compiled, classIndex, eventIndex);
  row[classIndex] = reply;
  return reply;
}

function replyOf(compiled: CompiledReply, classIndex: number, eventIndex: number): Reply {
  const { rule, httpStatus, code, error = 'keep', checkpoint = 'keep', generation = 0 } = compiled;
  const before = fieldsOfClass(classIndex);
  if (httpStatus !== undefined && code !== undefined) {
    const { hint } = refusals[rule as RefusingRuleId];
    const body = bodyOf(code, hint, before, everyAction[eventIndex] as Action);
    return deepFreeze({ verdict: 'reject', rule: rule as RefusingRuleId, httpStatus, error: body });
  }
  if (rule.endsWith('.stale')) {
    const position = Math.floor((eventIndex - everyAction.length) / observationVariantCount);
    const type = observationTypes[position];
    const reason = `'${type}' is stale in status ${before.status} with desired status ${before.desiredStatus}: ${observationRules[rule as StaleRuleId].statement}`;
    return Object.freeze({ verdict: 'stale', rule: rule as StaleRuleId, reason });
  }
  return Object.freeze({
    verdict: 'accept',
    rule,
    nextClass: moveOf(compiled)(classIndex),
    changed: changes(compiled),
    error,
    checkpoint,
    generationStep: generation,
  });
}

/** Returns the deployment after an event that changes it; frozen. Both must be well-formed. */
export function applied(
  reply: AcceptReply,
  deployment: Deployment,
  event: LifecycleEvent,
): Deployment {
  const given = event as unknown as { readonly error: ErrorResponse; readonly checkpoint: number };
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = fieldsOfClass(
    reply.nextClass,
  );
  const checkpoint = reply.checkpoint === 'take' ? given.checkpoint : deployment.checkpoint;
  return Object.freeze({
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error: reply.error === 'clear' ? null : (reply.error === 'take' ? given : deployment).error,
    checkpoint: checkpoint === null ? null : positiveZero(checkpoint),
    generation: deployment.generation + reply.generationStep,
  });
}
