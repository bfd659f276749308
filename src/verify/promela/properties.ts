/**
 * What must hold, for Spin to check: the thirteen safety rules of the semantics and its liveness.
 *
 * Written from the sentences, not from our own checks of them, so that the two can disagree. A rule
 * is a list of pairs: whenever the first holds of a step, so must the second. Spin counts a rule as
 * put to the test where the first was met.
 */

import { deepFreeze } from '../../input';
import { desiredStatuses } from '../../lifecycle';

/** Something that must hold, with the sentence that says so. */
export interface PromelaProperty {
  /** Its name in the model, and in what Spin prints where it is violated. */
  readonly name: string;
  readonly statement: string;
}

/** A safety rule: `checks` are pairs of a premise and what then must hold across the step. */
interface SafetyRule extends PromelaProperty {
  readonly checks: readonly (readonly [premise: string, conclusion: string])[];
  /** What is remembered of the past: brought up to date before the checks, and after them. */
  readonly first?: readonly string[];
  readonly last?: readonly string[];
}

const flows = '(status == is_Paused || status == is_Running)';
const whileSuspending = 'before_status == is_Suspending && event_current';

/** The rules that are assertions over one step: all but rule 11. */
const safetyRules: readonly SafetyRule[] = [
  {
    name: 'safety_1',
    statement:
      'A forced stop cannot be cancelled: once desired is Stopped and status is not, no action but `stop force=true` is accepted, and desired stays Stopped, until status is Stopped.',
    checks: [
      ['was_stopping', 'desired == to_Stopped'],
      ['was_stopping && acting && accepted', 'forced_stop || dismissed_nothing'],
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
      ['was_suspending && desired != to_Suspended', 'ended || forced_stop'],
      ['was_suspending && acting && accepted', 'forced_stop || dismissed_nothing'],
      ['was_suspending && forced_stop', 'desired == to_Stopped'],
    ],
  },
  {
    name: 'safety_3',
    statement:
      'start is never accepted while suspending or stopping; it is a no-op while live with the same parameters.',
    checks: [
      ['event == do_start && (was_suspending || was_stopping)', '!accepted'],
      ['event == do_start && was_live', 'unchanged'],
      [
        'event == do_start && was_live',
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
      [`before_status == is_Standby && (${flows} || status == is_AwaitingApproval)`, 'activated'],
      // What leads on from standby is the desired status, which only activate may move.
      [
        'before_status == is_Standby && before_desired == to_Standby && live && desired != to_Standby',
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
      [`before_status == is_AwaitingApproval && ${flows}`, 'approve_called'],
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
        `${whileSuspending} && event == saw_failed`,
        'accepted && status == is_Stopping && error == event_error',
      ],
      [
        `${whileSuspending} && event == saw_suspended`,
        'accepted && status == is_Stopping && error == null && checkpoint >= before_checkpoint && checkpoint >= event_checkpoint',
      ],
    ],
  },
  {
    name: 'safety_9',
    statement:
      'Every rejection leaves the deployment unchanged, is one of the documented codes, and names a rule.',
    checks: [
      // Exactly one word, so that nothing is silently ignored either.
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
      // No checkpoint is -1, so that losing one is a decrease too.
      ['true', 'checkpoint >= before_checkpoint'],
      ['true', 'begun == (event == do_start && accepted && was_fully_stopped)'],
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
      'No state waits on an action that it refuses: wherever `reconcile` says awaitApproval, approve is accepted; wherever a status rests in Standby, activate is accepted; a forced stop is accepted everywhere.',
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

const forcedStop: PromelaProperty = {
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

/** What each model checks, in order. */
export const promelaProperties = deepFreeze({
  safety: safetyRules.map(({ name, statement }) => ({ name, statement })),
  forcedStop: [forcedStop],
  liveness: liveness.map(({ name, statement }) => ({ name, statement })),
} satisfies Record<string, readonly PromelaProperty[]>);

/** The inline that checks the safety rules of one step. */
export function safetyRulesText(): string {
  const lines = safetyRules.flatMap(({ name, statement, checks, first = [], last = [] }, bit) => [
    `/* ${name}: ${statement} */`,
    ...first.map((line) => `${line};`),
    ...checks.map(([premise, conclusion]) => `must(${bit}, ${name}, ${premise}, ${conclusion})`),
    ...last.map((line) => `${line};`),
  ]);
  const flags = safetyRules.map(({ name }) => `bool ${name} = true;`);
  return [
    '/* Of the past, rules 5 and 6 need to know three things. */',
    'bool standby_entered, activated, approve_called;',
    ...flags,
    '/* The rules whose premise was met, one bit each in the order below. */',
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

/** The liveness properties as formulas of linear temporal logic. */
export function livenessText(): string {
  return liveness
    .map(({ name, statement, formula }) => `/* ${statement} */\nltl ${name} { ${formula} }`)
    .join('\n');
}
