/** One step of a model in words: the vocabulary that the properties are written in. */
import { actions, actionTypes, observationTypes } from '../../lifecycle';
import { eventName } from './names';
import { deploymentFields, parameterFields } from './report';

/** What the machine leaves behind of an event. */
const scratch = ['status_row', 'desired_row', 'word', 'rule', 'answer', 'words', 'begun'];

const anyOf = (variable: string, values: readonly (string | number)[]) =>
  `(${values.map((value) => `${variable} == ${value}`).join(' || ')})`;

/**
 * What every model says of a deployment; and what clears an event, which is no part of the state.
 */
export function placeText(): string {
  const cleared = ['event', ...parameterFields.map((name) => `event_${name}`), ...scratch];
  return `#define live (desired != to_Stopped && desired != to_Suspended)
#define fully_stopped (desired == to_Stopped && status == is_Stopped)

/* What is over must not tell two states apart. */
inline forget() {
  ${cleared.map((name) => `${name} = 0`).join('; ')}
}`;
}

/**
 * The words for a step: the deployment before, the event, what was answered, and what it is now.
 */
export function stepText(): string {
  const fields = Object.entries(deploymentFields);
  const documented = actionTypes.map(
    (type) => `(event == ${eventName(type)} && ${anyOf('answer', [...actions[type].answers])})`,
  );
  const same = fields.map(([name]) => `${name} == before_${name}`);
  return `/* The deployment before the event. */
${fields.map(([name, type]) => `${type} before_${name};`).join('\n')}

inline remember() {
  ${fields.map(([name]) => `before_${name} = ${name}`).join('; ')}
}

#define was_live (before_desired != to_Stopped && before_desired != to_Suspended)
#define was_suspending (before_desired == to_Suspended)
#define was_stopping (before_desired == to_Stopped && before_status != is_Stopped)
#define was_fully_stopped (before_desired == to_Stopped && before_status == is_Stopped)
#define acting ${anyOf('event', actionTypes.map(eventName))}
#define observing ${anyOf('event', observationTypes.map(eventName))}
#define ended (event == saw_suspended || event == saw_failed)
#define forced_stop (event == do_stop && event_force)
#define accepted (word == accepts)
#define unchanged (${same.join(' && ')} && begun == 0)
/* Dismissing what is not there is answered with 202 and does nothing, in any state. */
#define dismissed_nothing (event == do_dismissError && unchanged)
/* The answers that the documents of each endpoint list. */
#define documented (${documented.join(' || ')})

inline forget_step() {
  ${fields.map(([name]) => `before_${name} = 0`).join('; ')}; tested = 0
}`;
}
