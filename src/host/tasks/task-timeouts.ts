/** The time that each try of a task has: an option of the reconciler, and of engines. */
import type { Problem } from '../../input';
import type { TaskName } from '../executor';
import { durationProblems, optionFields } from '../time';
import { taskNames } from './step';

/** The times of all tasks, in milliseconds. */
export type TaskTimeouts = Readonly<Record<TaskName, number>>;

/** Returns the option with its defaults: ten minutes, for `provision` this time. */
export function taskTimeoutsOf(value: unknown = {}, provision: number): TaskTimeouts {
  const given = optionFields(value, taskNames, 'taskTimeouts', 'the timeouts of tasks');
  const defaultOf = (name: TaskName) => (name === 'provision' ? provision : 600_000);
  const complete = taskNames.map((name) => [name, given[name] ?? defaultOf(name)]);
  return Object.fromEntries(complete) as Record<TaskName, number>;
}

/** Returns a problem for each time that is not a duration. */
export function taskTimeoutProblems(timeouts: TaskTimeouts): Problem[] {
  return taskNames.flatMap((name) => durationProblems(`taskTimeouts.${name}`, timeouts[name], 1));
}
