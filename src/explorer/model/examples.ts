/** Walks to begin with, as the questions that they answer. */

/** A walk with the question that it answers. */
export interface ExampleWalk {
  readonly question: string;
  readonly address: string;
}

const toRunning = 'start/runner:provisioning@1/runner:running@1';

/** The walks that the page offers to those who see it for the first time. */
export const exampleWalks: readonly ExampleWalk[] = Object.freeze([
  {
    question: 'Why is resume refused while a pipeline suspends?',
    address: `${toRunning}/stop/runner:suspending@1/resume`,
  },
  {
    question: 'What does a late message do after a forced stop?',
    address: `${toRunning}/stop?force=true/runner:stopping@1/runner:deprovisioned@1/start/runner:running@1`,
  },
  {
    question: 'Where does a failed start lead?',
    address: 'start/runner:provisioning@1/runner:failed@1/runner:deprovisioned@1',
  },
]);
