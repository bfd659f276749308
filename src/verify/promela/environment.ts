/**
 * Who acts on the machine in a model: the users, the pipeline's process, and a runner.
 *
 * `safety` lets anything happen at any time. `forcedStop` does so for a while, and then forces a
 * stop. `liveness` does so for a while, until all falls quiet; from then on a runner does what
 * `reconcile` says.
 */
import { everyAction, observations, observationTypes, type StepType, steps } from '../../lifecycle';
import { eventName, valueName } from './names';

/** The inlines that choose an event, each in all the ways there are. */
export function eventsText(): string {
  return `/* Any action of a user, with any parameters. An action is always of this generation. */
inline any_action() {
  event_current = true;
  if
${everyAction.map((action) => `  :: ${actionText(action)}`).join('\n')}
  fi
}

/* Three numbers are enough: all that the machine can tell is lower, equal and higher. */
inline any_checkpoint() {
  if :: event_checkpoint = 0 :: event_checkpoint = 1 :: event_checkpoint = 2 fi
}

/* Two errors are enough to tell that one from another. */
inline any_error() { if :: event_error = 1 :: event_error = 2 fi }

inline any_message() {
  if
${observationTypes.map((type) => `  :: ${observationText(type)}`).join('\n')}
  fi
}

/* Any observation, of this generation or of another. */
inline any_observation() {
  if :: event_current = true :: event_current = false fi;
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

/** What `reconcile` says, as a condition on the two planes for each step. */
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
    '/* What reconcile says of status s and desired status d. */',
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

/** The process of the model of rule 11. */
export const forcedStopProcess = `/*
 * Anything for a while (phase 0), then a forced stop (phase 1). From then on the process reports
 * whatever it likes, or nothing, until \`stopping\` (phase 2) and \`deprovisioned\` (phase 3) are
 * seen.
 */
byte phase;
bool safety_11 = true;

active proctype environment() {
  do
  :: phase < 3 -> atomic {
       if
       :: phase == 0 -> any_action()
       :: any_observation()
       :: phase == 0 -> phase = 1; report_place();
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

type Report = readonly [when: string, message: (typeof observationTypes)[number]];

const awaitingApproval: Report = [
  'desired != to_Standby && bootstrapPolicy == bootstrapPolicy_await_approval',
  'awaitingApproval',
];
const flowing: readonly Report[] = [
  ['desired == to_Paused', 'paused'],
  ['desired == to_Running', 'running'],
];

/** What a runner that does not fail reports of each step; nothing where there is nothing to do. */
const reports: Readonly<Record<StepType, readonly Report[]>> = {
  idle: [],
  awaitApproval: [],
  provision: [['true', 'provisioning']],
  awaitProvisioned: [['desired == to_Standby', 'standby'], ...flowing, awaitingApproval],
  activate: [...flowing, awaitingApproval],
  bootstrap: flowing,
  pause: [['true', 'paused']],
  resume: [['true', 'running']],
  suspend: [['true', 'suspending']],
  awaitSuspended: [['true', 'suspended']],
  deprovision: [['true', 'stopping']],
  awaitDeprovisioned: [['true', 'deprovisioned']],
};

/** The runner, what disturbs it, and how it all begins. */
export function livenessProcesses(): string {
  const options = Object.entries(reports).flatMap(([step, ways]) =>
    ways.map(([when, type]) => `:: step_${step} && ${when} -> ${observationText(type)}`),
  );
  const waiting = ['awaitApproval', 'bootstrap'];
  const conditions = Object.keys(reports)
    .filter((step) => !waiting.includes(step))
    .map((step) => `#define step_${step} says_${step}(status, desired)`);
  return `/* The step that reconcile says; what awaits approval is bootstrapped once approved. */
${conditions.join('\n')}
#define step_awaitApproval (says_awaitApproval(status, desired) && !bootstrapApproved)
#define step_bootstrap (says_awaitApproval(status, desired) && bootstrapApproved)

/*
 * quiet: from here on no user acts, but for one who approves where \`approves\`, and nothing fails.
 * Each reachable state may be the one in which that begins.
 */
bool quiet, approves;
#define awaits_the_user (step_awaitApproval && !approves)
#define resting (step_idle || awaits_the_user)

/*
 * Fairness: the runner goes on. Nothing else is assumed: with weak fairness (pan -f) it reports its
 * step in the end, however often the messages of the other process come in between.
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
       d_step { quiet = true; report_place() }
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
 * What disturbs a runner without end: messages of another generation, and checkpoints. A late
 * message of this generation is no more than one more state to begin from, since only finitely many
 * are late.
 */
active proctype earlier() {
  do
  :: atomic {
       quiet ->
       if
       :: event_current = false; any_message()
       :: event_current = true; event = saw_checkpointed; any_checkpoint()
       fi;
       d_step { react(); forget() }
     }
  od
}`;
}
