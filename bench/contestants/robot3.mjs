/** robot3 with the flat machine: a service, because robot3 has no pure function. */
import { createMachine, guard, interpret, reduce, state, transition } from 'robot3';
import { contextOf, deploymentOf, flatMachine, nameOf } from './flat-machine.mjs';

const states = Object.fromEntries(
  Array.from(flatMachine(), ([name, transitions]) => [
    name,
    state(
      ...transitions.map(({ event, target, guard: holds, update }) =>
        transition(
          event,
          target,
          ...(holds === undefined ? [] : [guard(holds)]),
          ...(update === undefined ? [] : [reduce(update)]),
        ),
      ),
    ),
  ]),
);

export function service({ steps, start }) {
  const machine = createMachine(nameOf(start), states, () => contextOf(start));
  // An event that is handled always makes a new machine, if only an equal one.
  let accepted = 0;
  const begin = () => {
    accepted = 0;
    return interpret(machine, () => {
      accepted += 1;
    });
  };
  return {
    *walk() {
      const running = begin();
      for (const { event } of steps) {
        const before = accepted;
        running.send(event);
        const deployment = deploymentOf(running.machine.current, running.context);
        yield { accepted: accepted > before, deployment };
      }
    },
    replay() {
      const running = begin();
      for (let position = 0; position < steps.length; position += 1) {
        running.send(steps[position].event);
      }
      return accepted;
    },
  };
}
