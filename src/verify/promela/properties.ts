/**
 * The properties that Spin checks: the thirteen safety rules of the semantics and its liveness.
 *
 * They are written from the sentences, not from our own properties, so that the two can disagree. A
 * rule is a list of pairs: if the premise holds of a step, so must the conclusion. The model
 * records for each rule if its premise was ever met.
 */

import { deepFreeze } from '../../input';
import { desiredStatuses } from '../../lifecycle';

/** A property of a model, with the sentence that states it. */
export interface PromelaProperty {
  /** Its name in the model, which Spin prints if the property is violated. */
  readonly name: string;
  readonly statement: string;
}

/** A safety rule: pairs of a premise and a conclusion, checked across every step. */
interface SafetyRule extends PromelaProperty {
  readonly checks: readonly (readonly [premise: string, conclusion: string])[];
  /** Statements that update the memory of past steps, before the checks and after them. */
  readonly first?: readonly string[];
  readonly last?: readonly string[];
}

const isPausedOrRunning = '(status == is_Paused || status == is_Running)';
const inSuspending = 'before_status == is_Suspending && event_current';

/** The rules that are assertions over one step: all but rule 11. */
const safetyRules: readonly SafetyRule[] = [
  {
    name: 'safety_1',
    statement:
      'A forced stop cannot be cancelled: once desired is Stopped and status is not, no action but `stop force=true` is accepted, and desired stays Stopped, until status is Stopped.',
    checks: [
      ['was_stop_requested', 'desired == to_Stopped'],
      ['was_stop_requested && acting && accepted', 'forced_stop || dismissed_nothing'],
    ],
  },
  {
    name: 'safety_2',
    statement:
      'Suspending is left only by `suspended`, `failed` or a forced stop; while desired is Suspended only a forced stop is accepted.',
    checks: [
      // A forced stop changes the desired status at once; then `stopping` ends the suspension.
      [
        'before_status == is_Suspending && status != is_Suspending',
        'ended || (event == saw_stopping && before_desired == to_Stopped)',
      ],
      ['was_suspend_requested && desired != to_Suspended', 'ended || forced_stop'],
      ['was_suspend_requested && acting && accepted', 'forced_stop || dismissed_nothing'],
      ['was_suspend_requested && forced_stop', 'desired == to_Stopped'],
    ],
  },
  {
    name: 'safety_3',
    statement:
      'start is never accepted while a suspension or a stop is requested; once started, it is a no-op with the same parameters.',
    checks: [
      ['event == do_start && (was_suspend_requested || was_stop_requested)', '!accepted'],
      ['event == do_start && was_start_requested', 'unchanged'],
      [
        'event == do_start && was_start_requested',
        'accepted == (before_initial == event_initial && before_bootstrapPolicy == event_bootstrapPolicy)',
      ],
    ],
  },
  {
    name: 'safety_4',
    statement: 'No action changes `status`; no observation changes `desired` except to Stopped.',
    checks: [
      ['acting', 'status == before_status'],
      ['observing && desired != before_desired', 'desired == to_Stopped'],
    ],
  },
  {
    name: 'safety_5',
    statement:
      'Standby is entered only from Provisioning with initial standby, and never twice in one deployment; it is left for Paused, Running or AwaitingApproval only after an accepted activate.',
    first: [
      'standby_entered = standby_entered && begun == 0',
      'activated = (activated && begun == 0) || (event == do_activate && accepted)',
    ],
    checks: [
      [
        'before_status != is_Standby && status == is_Standby',
        'before_status == is_Provisioning && before_initial == initial_standby && !standby_entered',
      ],
      [
        `before_status == is_Standby && (${isPausedOrRunning} || status == is_AwaitingApproval)`,
        'activated',
      ],
      // The pipeline leaves standby by its desired status, which only activate may move on.
      [
        'before_status == is_Standby && before_desired == to_Standby && start_requested && desired != to_Standby',
        'event == do_activate',
      ],
    ],
    last: ['standby_entered = standby_entered || status == is_Standby'],
  },
  {
    name: 'safety_6',
    statement:
      'AwaitingApproval is left for Paused or Running only after an accepted approve, and is entered only under await_approval.',
    first: [
      'approve_called = before_status == is_AwaitingApproval && (approve_called || (event == do_approve && accepted))',
    ],
    checks: [
      [
        'before_status != is_AwaitingApproval && status == is_AwaitingApproval',
        'before_bootstrapPolicy == bootstrapPolicy_await_approval && !bootstrapApproved',
      ],
      [`before_status == is_AwaitingApproval && ${isPausedOrRunning}`, 'approve_called'],
      ['event == do_approve && accepted', 'before_status == is_AwaitingApproval'],
    ],
    last: ['approve_called = approve_called && status == is_AwaitingApproval'],
  },
  {
    name: 'safety_7',
    statement:
      'status Stopping implies desired Stopped; Suspending implies desired Suspended or Stopped; Standby implies initial standby; bootstrapApproved implies AwaitingApproval; error implies Stopped or Stopping; initial and bootstrapPolicy are both null exactly when status is Stopping or both planes are Stopped.',
    checks: [
      ['status == is_Stopping', 'desired == to_Stopped'],
      ['status == is_Suspending', 'desired == to_Suspended || desired == to_Stopped'],
      ['status == is_Standby', 'initial == initial_standby'],
      ['bootstrapApproved', 'status == is_AwaitingApproval'],
      ['error != null', 'status == is_Stopped || status == is_Stopping'],
      ['true', '(initial == null) == (status == is_Stopping || fully_stopped)'],
      ['true', '(bootstrapPolicy == null) == (status == is_Stopping || fully_stopped)'],
    ],
  },
  {
    name: 'safety_8',
    statement:
      'A failed suspension stops the pipeline with that error; a successful one stops it without an error and with a checkpoint not lower than before.',
    checks: [
      [
        `${inSuspending} && event == saw_failed`,
        'accepted && status == is_Stopping && error == event_error',
      ],
      [
        `${inSuspending} && event == saw_suspended`,
        'accepted && status == is_Stopping && error == null && checkpoint >= before_checkpoint && checkpoint >= event_checkpoint',
      ],
    ],
  },
  {
    name: 'safety_9',
    statement:
      'Every refusal leaves the deployment unchanged, is one of the documented codes, and names a rule.',
    checks: [
      // Exactly one verdict, so that no event is silently ignored.
      ['true', 'words == 1 && rule != null'],
      ['!accepted', 'unchanged'],
      ['acting', 'documented && word != stales'],
      ['observing', 'word != rejects'],
    ],
  },
  {
    name: 'safety_10',
    statement:
      'The checkpoint number never decreases, and no action or observation loses it. The generation changes only by an accepted start of a fully stopped pipeline, by one.',
    checks: [
      // No checkpoint is -1, so losing one is a decrease as well.
      ['true', 'checkpoint >= before_checkpoint'],
      ['true', 'begun == (event == do_start && accepted && was_fully_stopped)'],
      // A checkpoint is kept even if its report comes after that of the failure or the stop.
      [
        'event == saw_checkpointed && event_current && event_named && (before_status == is_Stopping || was_fully_stopped)',
        'accepted && checkpoint >= event_checkpoint && status == before_status && desired == before_desired && error == before_error',
      ],
      // One of another generation is stale whatever its type (section 3).
      ['observing && !event_current', 'unchanged && word == stales'],
    ],
  },
  {
    name: 'safety_12',
    statement: "Stopped with desired Stopped is left only by a user's start.",
    checks: [
      ['was_fully_stopped && !fully_stopped', 'event == do_start'],
      ['was_fully_stopped', 'status == is_Stopped'],
    ],
  },
  {
    name: 'safety_13',
    statement:
      'No state waits for an action that it refuses: if `reconcile` says awaitApproval, approve is accepted; if a status rests in Standby, activate is accepted; a forced stop is always accepted.',
    checks: [
      ['forced_stop', 'accepted'],
      [
        'event == do_approve && says_awaitApproval(before_status, before_desired) && !before_bootstrapApproved',
        'accepted',
      ],
      [
        'event == do_activate && before_status == is_Standby && says_idle(before_status, before_desired)',
        'accepted',
      ],
    ],
  },
  {
    name: 'reconcile_is_total',
    statement: '`reconcile(deployment)` is a total function of the two planes (section 4).',
    checks: [['true', 'says_something(status, desired)']],
  },
];

const forcedStopRule: PromelaProperty = {
  name: 'safety_11',
  statement:
    'From every reachable state a forced stop followed by at most two runner observations (`stopping`, `deprovisioned`) reaches Stopped, whatever else the pipeline process reports or fails to report in between.',
};

interface Liveness extends PromelaProperty {
  readonly formula: string;
}

const liveness: readonly Liveness[] = [
  {
    name: 'liveness_Stopped',
    statement: 'desired Stopped or Suspended leads to Stopped',
    formula:
      '[] ((quiet && (desired == to_Stopped || desired == to_Suspended)) -> <> fully_stopped)',
  },
  ...desiredStatuses
    .filter((status) => status !== 'Stopped' && status !== 'Suspended')
    .map((status) => ({
      name: `liveness_${status}`,
      statement: `desired ${status} leads to that status, or rests in AwaitingApproval until approve`,
      formula: `[] ((quiet && desired == to_${status}) -> <> (status == is_${status} || awaits_the_user))`,
    })),
  {
    name: 'liveness_rest',
    statement: 'There is no cycle of runner steps in which nothing is reached.',
    formula: '[] (quiet -> <> [] resting)',
  },
];

/** The properties that each model checks, in order. */
export const promelaProperties = deepFreeze({
  safety: safetyRules.map(({ name, statement }) => ({ name, statement })),
  forcedStop: [forcedStopRule],
  liveness: liveness.map(({ name, statement }) => ({ name, statement })),
} satisfies Record<string, readonly PromelaProperty[]>);

/** Writes the inline that checks the safety rules of one step. */
export function safetyRulesText(): string {
  const lines = safetyRules.flatMap(({ name, statement, checks, first = [], last = [] }, bit) => [
    `/* ${name}: ${statement} */`,
    ...first.map((line) => `${line};`),
    ...checks.map(([premise, conclusion]) => `must(${bit}, ${name}, ${premise}, ${conclusion})`),
    ...last.map((line) => `${line};`),
  ]);
  const flags = safetyRules.map(({ name }) => `bool ${name} = true;`);
  return [
    '/* The memory of past steps that rules 5 and 6 need. */',
    'bool standby_entered, activated, approve_called;',
    ...flags,
    '/* The rules whose premise was met, one bit each, in the order below. */',
    'int tested;',
    '#define must(bit, property, premise, conclusion) \\',
    '  if :: (premise) -> tested = tested | (1 << bit); \\',
    '    property = (conclusion); assert(property); property = true \\',
    '  :: else -> skip fi;',
    '',
    'inline check_rules() {',
    ...lines.map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

/** Writes the liveness properties as formulas of linear temporal logic. */
export function livenessText(): string {
  return liveness
    .map(({ name, statement, formula }) => `/* ${statement} */\nltl ${name} { ${formula} }`)
    .join('\n');
}
