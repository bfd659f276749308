/**
 * Replies: what a cell of the compiled answers says, made ready for `decide` and `observe`.
 *
 * A reply holds for every deployment and event of the same class, so it leaves the data open: an
 * accepted one says of error, checkpoint and generation where the new value comes from. This is never
 * a second implementation: nothing here knows a rule, and a test asks the machine again.
 */
import { deepFreeze, frozenCopy } from '../../input';
import { type Action, everyAction } from '../action';
import type { Deployment } from '../deployment';
import type { ErrorResponse } from '../error-response';
import type { LifecycleEvent } from '../observation';
import {
  bodyOf,
  type RefusalBody,
  type RefusalStatus,
  type RefusingRuleId,
  type RuleId,
  refusals,
  type StaleRuleId,
  statusRules,
} from '../rules';
import { observationTypes } from '../vocabulary';
import { changes, columnOf, moveOf, positionAt } from './cells';
import { classCount, fieldsOfClass } from './classes';
import { eventIndexCount } from './event-index';
import type { CompiledReply } from './format';

/** An event that is accepted, and how the deployment changes by it. */
export interface AcceptReply {
  readonly verdict: 'accept';
  readonly rule: RuleId;
  /** The class that follows. */
  readonly next: number;
  readonly changed: boolean;
  readonly error: 'keep' | 'take' | 'clear';
  readonly checkpoint: 'keep' | 'take';
  readonly generationStep: number;
}

/** An action that is refused, and with what answer. */
export interface RejectReply {
  readonly verdict: 'reject';
  readonly rule: RefusingRuleId;
  readonly httpStatus: RefusalStatus;
  readonly error: RefusalBody;
}

/** An observation that is stale, and why. */
export interface StaleReply {
  readonly verdict: 'stale';
  readonly rule: StaleRuleId;
  readonly reason: string;
}

/** What the machine says to a class of events in a class of deployments. */
export type Reply = AcceptReply | RejectReply | StaleReply;

/** By question, then by class; each is made when first needed. */
const replies: (Reply | undefined)[][] = [];

/** What becomes of an event, whose class is `slot`, with the capabilities at this position. */
export function replyTo(state: number, slot: number, combination: number): Reply {
  const question = combination * eventIndexCount + slot;
  let row = replies[question];
  if (row === undefined) {
    row = new Array<Reply | undefined>(classCount).fill(undefined);
    replies[question] = row;
  }
  const known = row[state];
  if (known !== undefined) return known;
  const column = columnOf(slot);
  const written = column.replies[positionAt(column, state, combination)] as CompiledReply;
  const reply = make(written, state, slot);
  row[state] = reply;
  return reply;
}

function make(cell: CompiledReply, state: number, slot: number): Reply {
  const { rule, httpStatus, code, error = 'keep', checkpoint = 'keep', generation = 0 } = cell;
  const before = fieldsOfClass(state);
  if (httpStatus !== undefined && code !== undefined) {
    const { hint } = refusals[rule as RefusingRuleId];
    const body = bodyOf(code, hint, before, everyAction[slot] as Action);
    return deepFreeze({ verdict: 'reject', rule: rule as RefusingRuleId, httpStatus, error: body });
  }
  if (rule.endsWith('.stale')) {
    const type = observationTypes[Math.floor((slot - everyAction.length) / 3)];
    const reason = `'${type}' is stale in status ${before.status} with desired status ${before.desiredStatus}: ${statusRules[rule as StaleRuleId].statement}`;
    return Object.freeze({ verdict: 'stale', rule: rule as StaleRuleId, reason });
  }
  return Object.freeze({
    verdict: 'accept',
    rule,
    next: moveOf(cell)(state),
    changed: changes(cell),
    error,
    checkpoint,
    generationStep: generation,
  });
}

/** The deployment after an accepted event: the given one where nothing changes, else a frozen one. */
export function applied(
  reply: AcceptReply,
  deployment: Deployment,
  event: LifecycleEvent,
): Deployment {
  if (!reply.changed) return deployment;
  const given = event as unknown as { readonly error: ErrorResponse; readonly checkpoint: number };
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = fieldsOfClass(
    reply.next,
  );
  const error = reply.error === 'take' ? given.error : deployment.error;
  return Object.freeze({
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error: reply.error === 'clear' ? null : frozenCopy(error),
    checkpoint: reply.checkpoint === 'take' ? given.checkpoint : deployment.checkpoint,
    generation: deployment.generation + reply.generationStep,
  });
}
