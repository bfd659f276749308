/** This library: `decide` for actions, `observe` for observations. */
import {
  decide,
  observe,
  parseAction,
  parseDeployment,
  parseObservation,
} from 'pipeline-lifecycle';
import { deploymentWalk } from './deployment-walk.mjs';

// Without the last argument of decide: every capability is present.
const library = { act: (deployment, action) => decide(deployment, action), see: observe };
const start = parseDeployment;

/** The events as a host has them after parsing: checked and frozen. */
function parsed(sequence) {
  const steps = sequence.steps.map(({ isAction, event }) => {
    return { isAction, event: isAction ? parseAction(event) : parseObservation(event) };
  });
  return { ...sequence, steps };
}

export const decideAgain = (sequence) => deploymentWalk(library, parsed(sequence), { start });

export const decidePlain = (sequence) =>
  deploymentWalk(library, sequence, { start, starts: 'unseen' });

export const decideUnseen = (sequence) =>
  deploymentWalk(library, parsed(sequence), { start, starts: 'unseen' });

export const decideCopies = (sequence) =>
  deploymentWalk(library, sequence, { start, starts: 'unseen', copies: true });
