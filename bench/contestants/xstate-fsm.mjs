/** @xstate/fsm, with the flat machine and its pure `transition`. */
import { assign, createMachine } from '@xstate/fsm';
import { contextOf, deploymentOf, flatMachine, nameOf } from './flat-machine.mjs';

const states = Object.fromEntries(
  Array.from(flatMachine(), ([name, transitions]) => {
    const on = {};
    for (const { event, target, guard, update } of transitions) {
      on[event] ??= [];
      on[event].push({
        target,
        ...(guard === undefined ? {} : { cond: guard }),
        ...(update === undefined ? {} : { actions: [assign(update)] }),
      });
    }
    return [name, { on }];
  }),
);

export function pure({ steps, start }) {
  const initial = nameOf(start);
  const machine = createMachine({ id: 'lifecycle', initial, context: contextOf(start), states });
  return {
    *walk() {
      let state = machine.initialState;
      for (const { event } of steps) {
        state = machine.transition(state, event);
        // It cannot distinguish an accepted event that changes nothing from a refused one.
        yield { deployment: deploymentOf(state.value, state.context) };
      }
    },
    replay() {
      let state = machine.initialState;
      let changes = 0;
      for (let position = 0; position < steps.length; position += 1) {
        state = machine.transition(state, steps[position].event);
        if (state.changed) changes += 1;
      }
      return changes;
    },
  };
}
