/**
 * The machine's answers, as they were written down when the library was built (`compiled.ts`).
 *
 * An answer holds for every deployment and event of the same class, so it leaves the data open: an
 * accepted one says of error, checkpoint and generation where the new value comes from. This is never
 * a second implementation: nothing here knows a rule, and a test asks the machine again.
 */
import { type Action, everyAction } from './action';
import { compiled } from './compiled';
import { type CompiledReply, fromColumn } from './compiled-format';
import { type Control, controlKey, controlKeyCount, fromControlKey, keyOf } from './control';
import { createDeployment, type Deployment, type ErrorResponse } from './deployment';
import type { LifecycleEvent, StaleRuleId } from './dialect';
import { bodyOf, type RefusalBody } from './error-bodies';
import { deepFreeze, frozenCopy } from './freeze';
import { deploymentOf } from './memory';
import { type RefusalStatus, type RejectingRuleId, rejections } from './rejections';
import { type RuleId, ruleOf } from './rules';
import { everyCapabilities, observationTypes } from './vocabulary';

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

/** The classes of deployments that can occur: what all of a class have in common. */
export const controlClasses: readonly Control[] = compiled.classes.map(fromControlKey);

const classAt = new Int16Array(controlKeyCount).fill(-1);
for (const [state, key] of compiled.classes.entries()) classAt[key] = state;

/** The class of a key. A key also tells whether there is a checkpoint; those of classes do not. */
export const classOfKey = (key: number): number => classAt[key & ~1] as number;

const fresh = classOfKey(controlKey(createDeployment()));

/** The class of a deployment, or -1 where it is malformed or cannot occur. */
export function classOf(deployment: Deployment): number {
  const key = controlKey(deployment);
  if (key < 0) return -1;
  const state = classOfKey(key);
  // A class does not tell generations or checkpoints apart, so it cannot refuse one before the first.
  const impossible =
    deployment.generation === 0 && (state !== fresh || deployment.checkpoint !== null);
  return impossible ? -1 : state;
}

/** The answers to one class of events, by class of deployments; each is made when first needed. */
interface Column {
  readonly cells: readonly CompiledReply[];
  readonly made: (Reply | undefined)[];
}

/** By slot, then by capabilities; read when first needed. */
const columns: (readonly Column[])[] = [];

/** By slot: what was written down. */
const compiledSlots = Object.values(compiled.types).flatMap(({ replies, slots }) =>
  slots.map((slot) => ({ replies, slot })),
);

/** What becomes of an event, whose class is `slot`, with the capabilities at this position. */
export function replyTo(state: number, slot: number, combination: number): Reply {
  columns[slot] ??= columnsOf(slot);
  const column = columns[slot]?.[combination] as Column;
  column.made[state] ??= make(column.cells[state] as CompiledReply, state, slot);
  return column.made[state] as Reply;
}

function columnsOf(slot: number): readonly Column[] {
  const written = compiledSlots[slot];
  if (!written?.slot) throw new Error(`Impossible: no event is in slot ${slot}.`);
  const { replies } = written;
  const { columns: texts, by = '0'.repeat(everyCapabilities.length) } = written.slot;
  const distinct = texts.map((text): Column => {
    const cells = fromColumn(text).map((position) => replies[position] as CompiledReply);
    return { cells, made: new Array<Reply | undefined>(cells.length).fill(undefined) };
  });
  return [...by].map((digit) => distinct[Number(digit)] as Column);
}

function make(cell: CompiledReply, state: number, slot: number): Reply {
  const { rule, error = 'keep', checkpoint = 'keep', generation = 0, ...changes } = cell;
  const before = controlClasses[state] as Control;
  if (rule in rejections) {
    const { httpStatus, code, hint } = rejections[rule as RejectingRuleId];
    const body = bodyOf(code, hint, before, everyAction[slot] as Action);
    return deepFreeze({ word: 'reject', rule: rule as RejectingRuleId, httpStatus, error: body });
  }
  if (rule.endsWith('.stale')) {
    const type = observationTypes[Math.floor((slot - everyAction.length) / 3)];
    const reason = `'${type}' is stale in status ${before.status} with desired status ${before.desiredStatus}: ${ruleOf(rule).statement}`;
    return Object.freeze({ word: 'stale', rule: rule as StaleRuleId, reason });
  }
  const errorAfter = { keep: before.error, take: {}, clear: null }[error];
  const next = classOfKey(keyOf({ ...before, ...changes, error: errorAfter }, false));
  const changed = Object.keys(cell).length > 1;
  return Object.freeze({
    word: 'accept',
    rule,
    next,
    changed,
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
    controlClasses[reply.next] as Control,
    reply.error === 'clear' ? null : frozenCopy(error),
    reply.checkpoint === 'take' ? given.checkpoint : deployment.checkpoint,
    deployment.generation + reply.generationStep,
  );
}
