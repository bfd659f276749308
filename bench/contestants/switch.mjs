/** The hand-written switches as contestants: the one that trusts its input, and the honest one. */
import { deploymentWalk } from './deployment-walk.mjs';
import * as checking from './switch-checked.mjs';
import * as trusting from './switch-trusting.mjs';

const brief = { act: (deployment, action) => trusting.act(deployment, action), see: trusting.see };
const honest = { act: (deployment, action) => checking.act(deployment, action), see: checking.see };
const start = (deployment) => Object.freeze({ ...deployment });
const frozen = (sequence) => {
  const steps = sequence.steps.map(({ isAction, event }) => {
    return { isAction, event: Object.freeze({ ...event }) };
  });
  return { ...sequence, steps };
};

export const switchAgain = (sequence) => deploymentWalk(brief, sequence, { start });

export const switchUnseen = (sequence) =>
  deploymentWalk(brief, sequence, { start, starts: 'unseen' });

export const switchCopies = (sequence) =>
  deploymentWalk(brief, sequence, { start, starts: 'unseen', copies: true });

export const honestUnseen = (sequence) =>
  deploymentWalk(honest, frozen(sequence), { start, starts: 'unseen' });

export const honestPlain = (sequence) =>
  deploymentWalk(honest, sequence, { start, starts: 'unseen' });

export const honestCopies = (sequence) =>
  deploymentWalk(honest, sequence, { start, starts: 'unseen', copies: true });
