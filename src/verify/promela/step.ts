/** The vocabulary of one step of a model, in which the properties are written. */
import { actions, actionTypes, observationTypes } from '../../lifecycle';
import { eventName } from './names';
import { deploymentVariables, parameterVariables } from './report';

/** The variables that the machine leaves behind after an event. */
const leftovers = ['status_row', 'desired_row', 'word', 'rule', 'answer', 'words', 'begun'];

const anyOf = (variable: string, values: readonly (string | number)[]) =>
  `(${values.map((value) => `${variable} == ${value}`).join(' || ')})`;

/** The situations of a deployment, and the inline that clears an event, for every model. */
export function deploymentText(): string {
  const cleared = ['event', ...parameterVariables.map((name) => `event_${name}`), ...leftovers];
  return `#define start_requested (desired != to_Stopped && desired != to_Suspended)
#define fully_stopped (desired == to_Stopped && status == is_Stopped)

/* A past event must not make two equal states differ. */
inline forget() {
  ${cleared.map((name) => `${name} = 0`).join('; ')}
}`;
}

/** The words for a step: the deployment before, the event, the answer, and the deployment now. */
export function stepText(): string {
  const fields = Object.entries(deploymentVariables);
  const documented = actionTypes.map(
    (type) => `(event == ${eventName(type)} && ${anyOf('answer', [...actions[type].answers])})`,
  );
  const same = fields.map(([name]) => `${name} == before_${name}`);
  return `/* The deployment before the event. */
${fields.map(([name, type]) => `${type} before_${name};`).join('\n')}

inline remember() {
  ${fields.map(([name]) => `before_${name} = ${name}`).join('; ')}
}

#define was_start_requested (before_desired != to_Stopped && before_desired != to_Suspended)
#define was_suspend_requested (before_desired == to_Suspended)
#define was_stop_requested (before_desired == to_Stopped && before_status != is_Stopped)
#define was_fully_stopped (before_desired == to_Stopped && before_status == is_Stopped)
#define acting ${anyOf('event', actionTypes.map(eventName))}
#define observing ${anyOf('event', observationTypes.map(eventName))}
#define ended (event == saw_suspended || event == saw_failed)
#define forced_stop (event == do_stop && event_force)
#define accepted (word == accepts)
#define unchanged (${same.join(' && ')} && begun == 0)
/* Dismissing an error that is not set is answered with 202, in any state, without effect. */
#define dismissed_nothing (event == do_dismissError && unchanged)
/* The status codes that the documents of each endpoint list. */
#define documented (${documented.join(' || ')})

inline forget_step() {
  ${fields.map(([name]) => `before_${name} = 0`).join('; ')}; tested = 0
}`;
}
