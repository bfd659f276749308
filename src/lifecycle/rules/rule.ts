/**
 * The shape of a rule, and the sentences that rules quote.
 *
 * A rule is only a statement and its source. The machine says when it applies, and refers to it by
 * id; so does `invariants.ts` for the rules about whole deployments.
 */

/** The endpoint documents that rules quote. */
export type SourceDocument = 'start' | 'stop' | 'resume' | 'activate' | 'approve';

/** One rule of the lifecycle. */
export interface Rule {
  /** The action, observation or subject it is about, a dot, and the situation. */
  readonly id: string;
  /** Which plane it governs: `desired` for actions, `status` for observations, or `both`. */
  readonly plane: 'desired' | 'status' | 'both';
  /** The rule itself, as one sentence. */
  readonly statement: string;
  /** The source of the rule. */
  readonly source: 'document' | 'live' | 'decision';
  /** The document quoted; null unless the source is a document. */
  readonly document: SourceDocument | null;
  /** The sentence of that document, verbatim; null unless the source is a document. */
  readonly quote: string | null;
}

/**
 * An entry of the catalogue: its place there gives the rule an id and a plane. It only names the
 * sentence that it quotes, so that a bundle that never shows a quote need not contain any.
 */
export interface RuleEntry extends Omit<Rule, 'id' | 'plane' | 'quote'> {
  readonly quote: keyof typeof sentences | null;
}

/** Returns a rule that a document states. */
/* @__NO_SIDE_EFFECTS__ */
export function documented(
  statement: string,
  document: SourceDocument,
  quote: keyof typeof sentences,
): RuleEntry {
  return { statement, source: 'document', document, quote };
}

/** Returns a rule that the live system follows and the documents do not mention. */
/* @__NO_SIDE_EFFECTS__ */
export function live(statement: string): RuleEntry {
  return { statement, source: 'live', document: null, quote: null };
}

/** Returns a rule of our own: what a careful user would expect. */
/* @__NO_SIDE_EFFECTS__ */
export function decided(statement: string): RuleEntry {
  return { statement, source: 'decision', document: null, quote: null };
}

/** The sentences that rules quote, verbatim. */
export const sentences = {
  noStartOnceStopped:
    'It is not possible to call /start when the pipeline has already had /stop called and is in the process of suspending or stopping.',
  stillSuccess:
    'If the pipeline is already (being) started (provisioned), it will still return success',
  startStopped:
    'A stopped pipeline can be started through calling /start?initial=running, /start?initial=paused, or /start?initial=standby.',
  startProcedure: 'The procedure to get to the desired status is performed asynchronously.',
  initial:
    'The `initial` parameter determines whether to after provisioning the pipeline make it become `standby`, `paused` or `running` (only valid values).',
  stopSets:
    'The endpoint returns immediately after setting the desired state to Suspended for ?force=false or Stopped for ?force=true.',
  stopPassesSuspending:
    'In the former case, once the pipeline has successfully passes the Suspending state, the desired state will become Stopped as well.',
  stopCancelsSuspending:
    'Otherwise, it will keep trying to suspend, in which case it is possible to cancel suspending by calling /stop?force=true',
  forceIrrevocable:
    '/stop?force=true cannot be cancelled: the pipeline must first reach Stopped before another action can be done',
  onlyForcefully:
    'A pipeline which is in the process of suspending or stopping can only be forcefully stopped',
  stopProcedure: 'The procedure to get to the desired state is performed asynchronously.',
  stopCheckpoints:
    '/stop?force=false (default): the pipeline will first atomically checkpoint before deprovisioning the compute resources.',
  stopDeprovisions: '/stop?force=true: the compute resources will be immediately deprovisioned.',
  suspensionError:
    'If an error is returned during the suspension, the pipeline will be forcefully stopped with that error set',
  latestCheckpoint:
    'When resuming, it will pick up the latest checkpoint made by the periodic checkpointer or by a prior /checkpoint call.',
  stop405: 'Action is not supported',
  stop501: 'Action is not implemented because it is only available in the Enterprise edition',
  stop503: 'Action can not be performed (maybe because the pipeline is already suspended)',
  resume: 'Requests the pipeline to resume, which it will do asynchronously.',
  resume400: 'Action could not be performed',
  activate:
    'Requests the pipeline to activate if it is currently in standby mode, which it will do asynchronously.',
  onlyObjectStore:
    'This endpoint is only applicable when the pipeline is configured to start from object store and started as standby.',
  approve: 'Approves the pipeline to proceed with bootstrapping.',
  awaitingApproval:
    'This endpoint is used when a pipeline has been started with bootstrap_policy=await_approval, it is resuming from an existing checkpoint, but the pipeline has been modified since the checkpoint was made and is currently in the AwaitingApproval state awaiting user approval to proceed with bootstrapping.',
} as const;
