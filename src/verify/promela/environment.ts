/**
 * The environment of the machine in a model: users, the process of the pipeline, and a runner.
 *
 * In `safety`, anything happens at any time. In `forcedStop`, it does so for a while, and then a
 * stop is forced. In `liveness`, it does so until everything falls quiet; from then on a runner
 * does what `reconcile` says.
 */
import { everyAction, observations, observationTypes, type StepType, steps } from '../../lifecycle';
import { eventName, valueName } from './names';

/** Writes the inlines that choose an event, in every possible way. */
export function eventsText(): string {
  return `/* Any action of a user, with any parameters. Actions are always of this generation. */
inline any_action() {
  event_current = true; event_named = false;
  if
${everyAction.map((action) => `  :: ${actionText(action)}`).join('\n')}
  fi
}

/* Three numbers are enough, since the machine only tells lower, equal and higher apart. */
inline any_checkpoint() {
  if :: event_checkpoint = 0 :: event_checkpoint = 1 :: event_checkpoint = 2 fi
}

/* Two errors are enough to tell them apart. */
inline any_error() { if :: event_error = 1 :: event_error = 2 fi }

inline any_message() {
  if
${observationTypes.map((type) => `  :: ${observationText(type)}`).join('\n')}
  fi
}

/* Any observation, of this generation, which it names or not, or of another. */
inline any_observation() {
  if
  :: event_current = true; event_named = true
  :: event_current = true; event_named = false
  :: event_current = false; event_named = true
  fi;
  any_message()
}`;
}

function actionText(action: (typeof everyAction)[number]): string {
  const { type, ...parameters } = action;
  const values = Object.entries(parameters).map(
    ([name, value]) => `event_${name} = ${valueName(name, value)}`,
  );
  return [`event = ${eventName(type)}`, ...values].join('; ');
}

function observationText(type: (typeof observationTypes)[number]): string {
  const { carries } = observations[type];
  return `event = ${eventName(type)}${carries === null ? '' : `; any_${carries}()`}`;
}

/** Writes the answers of `reconcile`: for each step, a condition on the two planes. */
export function reconcileText(): string {
  const pairs = new Map<StepType, string[]>();
  for (const [status, row] of Object.entries(steps)) {
    for (const [desired, step] of Object.entries(row)) {
      pairs.set(step, [...(pairs.get(step) ?? []), `(s == is_${status} && d == to_${desired})`]);
    }
  }
  const conditions = [...pairs].map(
    ([step, alternatives]) => `#define says_${step}(s, d) (${alternatives.join(' || ')})`,
  );
  const any = [...pairs.keys()].map((step) => `says_${step}(s, d)`).join(' || ');
  return [
    '/* The step that reconcile says for status s and desired status d. */',
    ...conditions,
    `#define says_something(s, d) (${any})`,
  ].join('\n');
}

/** The process of the safety model. */
export const safetyProcess = `/* Any action, any observation, at any time. */
active proctype environment() {
  do
  :: atomic {
       if :: any_action() :: any_observation() fi;
       d_step { remember(); react(); check_rules(); report_step(); forget(); forget_step() }
     }
  od
}`;

/** The process of the model for safety rule 11. */
export const forcedStopProcess = `/*
 * Anything for a while (phase 0), then a forced stop (phase 1). From then on the process reports
 * anything or nothing, until \`stopping\` (phase 2) and \`deprovisioned\` (phase 3) are reported.
 */
byte phase;
bool safety_11 = true;

active proctype environment() {
  do
  :: phase < 3 -> atomic {
       if
       :: phase == 0 -> any_action()
       :: any_observation()
       :: phase == 0 -> phase = 1; report_deployment();
            event_current = true; event = do_stop; event_force = true
       :: phase == 1 -> phase = 2; event_current = true; event = saw_stopping
       :: phase == 2 -> phase = 3; event_current = true; event = saw_deprovisioned
       fi;
       d_step {
         react();
         safety_11 = (phase < 3 || fully_stopped);
         assert(safety_11);
         forget()
       }
     }
  :: phase == 3 -> break
  od
}`;

type Completion = readonly [when: string, observation: (typeof observationTypes)[number]];

const awaitingApproval: Completion = [
  'desired != to_Standby && bootstrapPolicy == bootstrapPolicy_await_approval',
  'awaitingApproval',
];
const dataFlow: readonly Completion[] = [
  ['desired == to_Paused', 'paused'],
  ['desired == to_Running', 'running'],
];

/** The observations by which a runner that does not fail completes each step. */
const completions: Readonly<Record<StepType, readonly Completion[]>> = {
  idle: [],
  awaitApproval: [],
  provision: [['true', 'provisioning']],
  awaitProvisioned: [['desired == to_Standby', 'standby'], ...dataFlow, awaitingApproval],
  activate: [...dataFlow, awaitingApproval],
  bootstrap: dataFlow,
  pause: [['true', 'paused']],
  resume: [['true', 'running']],
  suspend: [['true', 'suspending']],
  awaitSuspended: [['true', 'suspended']],
  deprovision: [['true', 'stopping']],
  awaitDeprovisioned: [['true', 'deprovisioned']],
};

/** Writes the processes of the liveness model: the runner, and the process that disturbs it. */
export function livenessProcesses(): string {
  const options = Object.entries(completions).flatMap(([step, ways]) =>
    ways.map(([when, type]) => `:: step_${step} && ${when} -> ${observationText(type)}`),
  );
  const waiting = ['awaitApproval', 'bootstrap'];
  const conditions = Object.keys(completions)
    .filter((step) => !waiting.includes(step))
    .map((step) => `#define step_${step} says_${step}(status, desired)`);
  return `/* The step that reconcile says; once approved, awaitApproval becomes bootstrap. */
${conditions.join('\n')}
#define step_awaitApproval (says_awaitApproval(status, desired) && !bootstrapApproved)
#define step_bootstrap (says_awaitApproval(status, desired) && bootstrapApproved)

/*
 * quiet: from here on no user acts, except to approve if \`approves\` is set, and nothing fails. It
 * may begin in every reachable state.
 */
bool quiet, approves;
#define awaits_the_user (step_awaitApproval && !approves)
#define resting (step_idle || awaits_the_user)

/*
 * Fairness: the runner goes on. Nothing else is assumed: under weak fairness (pan -f) it completes
 * its step in the end, however often messages of the other process come in between.
 */
active proctype runner() {
  do
  :: atomic {
       !quiet ->
       if :: any_action() :: any_observation() fi;
       d_step { react(); forget() }
     }
  :: atomic {
       !quiet ->
       if :: approves = true :: approves = false fi;
       d_step { quiet = true; report_deployment() }
     }
  :: atomic {
       quiet && !resting ->
       event_current = true;
       if
${options.map((option) => `       ${option}`).join('\n')}
       :: step_awaitApproval && approves -> event = do_approve
       fi;
       d_step { react(); forget() }
     }
  od
}

/*
 * Disturbs the runner without end: messages of another generation, and checkpoints. Late messages
 * of this generation need no process: only finitely many are late, so they only change where quiet
 * begins.
 */
active proctype earlier() {
  do
  :: atomic {
       quiet ->
       if
       :: event_current = false; event_named = true; any_message()
       :: event_current = true; event_named = true; event = saw_checkpointed; any_checkpoint()
       fi;
       d_step { react(); forget() }
     }
  od
}`;
}
