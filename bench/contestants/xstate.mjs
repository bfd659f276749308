/** XState with this library's own machine: its pure `transition()`, and an actor. */
import { fromSnapshot, lifecycleMachine, toSnapshot } from 'pipeline-lifecycle';
import { createActor, transition } from 'xstate';

/** The pure function: the action that the machine returns says what became of the event. */
export function pure({ steps, start }) {
  const first = toSnapshot(start);
  return {
    *walk() {
      let snapshot = first;
      for (const { event } of steps) {
        const [next, [said]] = transition(lifecycleMachine, snapshot, event);
        yield resultOf(said.type, said.params, next);
        snapshot = next;
      }
    },
    replay() {
      let snapshot = first;
      let accepted = 0;
      for (let position = 0; position < steps.length; position += 1) {
        const [next, [said]] = transition(lifecycleMachine, snapshot, steps[position].event);
        if (said.type === 'accept') accepted += 1;
        snapshot = next;
      }
      return accepted;
    },
  };
}

/** An actor, which keeps its snapshot and runs the action that says what became of the event. */
export function actor({ steps, start }) {
  const snapshot = toSnapshot(start);
  let accepted = 0;
  let last = null;
  const said = (type) => (_, params) => {
    last = { type, params };
    if (type === 'accept') accepted += 1;
  };
  const machine = lifecycleMachine.provide({
    actions: { accept: said('accept'), reject: said('reject'), stale: said('stale') },
  });
  return {
    *walk() {
      const running = createActor(machine, { snapshot }).start();
      for (const { event } of steps) {
        running.send(event);
        yield resultOf(last.type, last.params, running.getSnapshot());
      }
      running.stop();
    },
    replay() {
      const running = createActor(machine, { snapshot }).start();
      accepted = 0;
      for (let position = 0; position < steps.length; position += 1) {
        running.send(steps[position].event);
      }
      running.stop();
      return accepted;
    },
  };
}

function resultOf(word, { rule, httpStatus }, snapshot) {
  const refused = httpStatus === undefined ? {} : { httpStatus };
  return { accepted: word === 'accept', rule, ...refused, deployment: fromSnapshot(snapshot) };
}
