/**
 * Replies: what a cell of the compiled answers says, made ready for `decide` and `observe`.
 *
 * A reply holds for every deployment and event of the same class, so it leaves the data open: an
 * accepted one says of error, checkpoint and generation where the new value comes from. This is never
 * a second implementation: nothing here knows a rule, and a test asks the machine again.
 */
import { type Action, everyAction } from '../action';
import { changes, columnOf, moveOf, positionAt } from './cells';
import { classCount, controlClass } from './classes';
import type { CompiledReply } from './format';
import type { Deployment, ErrorResponse } from '../deployment';
import type { LifecycleEvent, StaleRuleId } from '../machine/setup';
import { bodyOf, type RefusalBody } from '../rules/error-bodies';
import { keptError } from '../error-response';
import { deepFreeze } from '../../input/freeze';
import { deploymentOf } from '../memory';
import { type RefusalStatus, type RejectingRuleId, rejections } from '../rules/refusals';
import type { RuleId } from '../rules/catalogue';
import { statusRules } from '../rules/rules-of-observations';
import { slotCount } from './event-index';
import { observationTypes } from '../vocabulary';

/** An event that is accepted, and how the deployment changes by it. */
export interface AcceptReply {
  readonly word: 'accept';
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
  readonly word: 'reject';
  readonly rule: RejectingRuleId;
  readonly httpStatus: RefusalStatus;
  readonly error: RefusalBody;
}

/** An observation that is stale, and why. */
export interface StaleReply {
  readonly word: 'stale';
  readonly rule: StaleRuleId;
  readonly reason: string;
}

/** What the machine says to a class of events in a class of deployments. */
export type Reply = AcceptReply | RejectReply | StaleReply;

/** By question, then by class; each is made when first needed. */
const replies: (Reply | undefined)[][] = [];

/** What becomes of an event, whose class is `slot`, with the capabilities at this position. */
export function replyTo(state: number, slot: number, combination: number): Reply {
  const question = combination * slotCount + slot;
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
  const before = controlClass(state);
  if (httpStatus !== undefined && code !== undefined) {
    const { hint } = rejections[rule as RejectingRuleId];
    const body = bodyOf(code, hint, before, everyAction[slot] as Action);
    return deepFreeze({ word: 'reject', rule: rule as RejectingRuleId, httpStatus, error: body });
  }
  if (rule.endsWith('.stale')) {
    const type = observationTypes[Math.floor((slot - everyAction.length) / 3)];
    const reason = `'${type}' is stale in status ${before.status} with desired status ${before.desiredStatus}: ${statusRules[rule as StaleRuleId].statement}`;
    return Object.freeze({ word: 'stale', rule: rule as StaleRuleId, reason });
  }
  return Object.freeze({
    word: 'accept',
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
  const error = reply.error === 'take' ? given.error : deployment.error;
  return deploymentOf(
    reply.next,
    controlClass(reply.next),
    reply.error === 'clear' ? null : keptError(error),
    reply.checkpoint === 'take' ? given.checkpoint : deployment.checkpoint,
    deployment.generation + reply.generationStep,
  );
}
