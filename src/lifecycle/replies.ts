/**
 * The machine's answers, each asked for once.
 *
 * `ask` is exact but slow. An answer holds for every deployment and event of the same class (see
 * `control.ts`), so it is kept, with the data left open: an accepted answer says of error, checkpoint
 * and generation where the new value comes from. This is never a second implementation: a reply is
 * read off what the machine did to the first deployment of its class.
 */
import type { Action } from './action';
import { type Answer, ask } from './ask';
import { capabilityIndex, controlCount, controlState, slotCount } from './control';
import type { Deployment, ErrorResponse } from './deployment';
import type { LifecycleEvent, StaleRuleId } from './dialect';
import { bodyOf, type RefusalBody } from './error-bodies';
import { deepFreeze, frozenCopy } from './freeze';
import { parseCapabilities } from './parse';
import { parseDeployment } from './parse-deployment';
import { type RefusalStatus, type RejectingRuleId, rejections } from './rejections';
import { type RuleId, ruleOf } from './rules';
import { type Capabilities, everyCapabilities, keysOf } from './vocabulary';

/** An event that is accepted, and how the deployment changes by it. */
export interface AcceptReply {
  readonly word: 'accept';
  readonly rule: RuleId;
  readonly changed: boolean;
  readonly control: Omit<Deployment, 'error' | 'checkpoint' | 'generation'>;
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

/** By control state, then by capabilities and slot. Filled, since arrays with holes are slow. */
const replies = filled<(Reply | undefined)[] | undefined>(controlCount);

function filled<Item>(length: number): (Item | undefined)[] {
  return new Array<Item | undefined>(length).fill(undefined);
}

/**
 * What becomes of this event, whose class is `slot`. Throws InvalidDeploymentError for a deployment
 * that is malformed or cannot occur, InvalidInputError for capabilities that are malformed.
 */
export function replyTo(
  deployment: Deployment,
  slot: number,
  event: LifecycleEvent,
  capabilities: Partial<Capabilities>,
): Reply {
  const present = parseCapabilities(capabilities);
  const column = (capabilityIndex(present) as number) * slotCount + slot;
  const known = replies[controlState(deployment)]?.[column];
  if (known !== undefined) return known;

  // Parsed, and so frozen: `read` tells by reference what the machine has kept.
  const valid = parseDeployment(deployment);
  const control = controlState(valid);
  const row = replies[control] ?? filled<Reply>(everyCapabilities.length * slotCount);
  const reply = row[column] ?? deepFreeze(read(valid, event, ask(valid, event, present)));
  row[column] = reply;
  replies[control] = row;
  return reply;
}

function read(before: Deployment, event: LifecycleEvent, answer: Answer): Reply {
  const { rule } = answer;
  if (answer.word === 'reject') {
    const { httpStatus, code, hint } = rejections[rule as RejectingRuleId];
    const error = bodyOf(code, hint, before, event as Action);
    return { word: 'reject', rule: rule as RejectingRuleId, httpStatus, error };
  }
  if (answer.word === 'stale') {
    const reason = `'${event.type}' is stale in status ${before.status} with desired status ${before.desiredStatus}: ${ruleOf(rule).statement}`;
    return { word: 'stale', rule: rule as StaleRuleId, reason };
  }
  const { error, checkpoint, generation, ...control } = answer.deployment;
  return {
    word: 'accept',
    rule,
    changed: keysOf(before).some((field) => before[field] !== answer.deployment[field]),
    control,
    error: error === before.error ? 'keep' : error === null ? 'clear' : 'take',
    checkpoint: checkpoint === before.checkpoint ? 'keep' : 'take',
    generationStep: generation - before.generation,
  };
}

/** The deployment after an accepted event: the given one where nothing changes, else a frozen one. */
export function applied(
  reply: AcceptReply,
  deployment: Deployment,
  event: LifecycleEvent,
): Deployment {
  if (!reply.changed) return deployment;
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } = reply.control;
  const given = event as unknown as { readonly error: ErrorResponse; readonly checkpoint: number };
  return Object.freeze({
    status,
    desiredStatus,
    initial,
    bootstrapPolicy,
    bootstrapApproved,
    error:
      reply.error === 'take'
        ? given.error
        : reply.error === 'keep'
          ? frozenCopy(deployment.error)
          : null,
    checkpoint: reply.checkpoint === 'take' ? given.checkpoint : deployment.checkpoint,
    generation: deployment.generation + reply.generationStep,
  });
}
