/** The hand-written switch as a contestant. */
import { deploymentWalk } from './deployment-walk.mjs';
import { act } from './switch-actions.mjs';
import { see } from './switch-observations.mjs';

const byHand = { act: (deployment, action) => act(deployment, action), see };
const start = (deployment) => Object.freeze({ ...deployment });

export const switchAgain = (sequence) => deploymentWalk(byHand, sequence, { start });

export const switchUnseen = (sequence) =>
  deploymentWalk(byHand, sequence, { start, starts: 'unseen' });

export const switchCopies = (sequence) =>
  deploymentWalk(byHand, sequence, { start, starts: 'unseen', copies: true });
