/** The walk: the map, what can be asked and reported, and the steps that were taken. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createDeployment, type Deployment, InvalidInputError, statusLabel } from '../../lifecycle';
import { useAddresses } from '../addresses';
import { useAnnounce } from '../announcer';
import {
  changedTo,
  changesAsText,
  deploymentOf,
  extended,
  fieldChanges,
  newWalk,
  offeredActions,
  redone,
  sessionFrom,
  stepsMax,
  takenSteps,
  undone,
  valueInWords,
  type Walk,
  type WalkSession,
  type WalkStep,
  walkAddress,
  walkAt,
} from '../model';
import { ActionsPanel } from './actions-panel';
import { ExportPanel } from './export-panel';
import { Introduction } from './introduction';
import { leadsFrom } from './leads';
import { CapabilitiesPanel, PairsPanel } from './pairs-panel';
import { RunnerPanel } from './runner-panel';
import { StatusMap } from './status-map';
import { answerInShort, TimeLine } from './time-line';

/** Shows the view. */
export function WalkView() {
  const { session, update, problem } = useSession();
  const announce = useAnnounce();
  const place = useRef<HTMLDivElement>(null);
  const { walk } = session;
  const { capabilities } = walk;
  const deployment = useMemo(() => deploymentOf(walk), [walk]);
  const offered = useMemo(
    () => offeredActions(deployment, capabilities),
    [deployment, capabilities],
  );
  const go = (next: WalkSession, said: string) => {
    update(next);
    announce(said);
  };
  const take = (step: WalkStep) => {
    const next = extended(walk, step);
    if (next === walk) announce(`A walk has at most ${stepsMax} steps.`);
    else go(changedTo(session, next), saidOf(next));
  };
  const show = (next: Walk) => go(changedTo(session, next), hereOf(deploymentOf(next)));
  const leads = useMemo(() => leadsFrom(deployment, offered), [deployment, offered]);
  return (
    <div ref={place} class="walk" data-address={walkAddress(walk)}>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <Introduction />
      <div class="column">
        <section class="card" aria-labelledby="here-title">
          <h2 id="here-title" class="here" data-status={deployment.status}>
            {statusLabel(deployment)}
          </h2>
          <StatusMap deployment={deployment} leads={leads} />
          <DeploymentFields deployment={deployment} />
        </section>
        <TimeLine
          session={session}
          onUndo={() => go(undone(session), hereOf(deploymentOf(undone(session).walk)))}
          onRedo={() => go(redone(session), hereOf(deploymentOf(redone(session).walk)))}
          onJump={(taken) => show({ ...walk, taken })}
          onRestart={() => show({ ...newWalk, capabilities })}
        />
        <CapabilitiesPanel
          capabilities={capabilities}
          onChange={(changed) => show({ ...walk, capabilities: changed })}
        />
        <PairsPanel deployment={deployment} capabilities={capabilities} onPick={show} />
      </div>
      <ActionsPanel offered={offered} onTake={({ action }) => take({ kind: 'action', action })} />
      <RunnerPanel
        deployment={deployment}
        onTake={({ observation }) => take({ kind: 'observation', observation })}
      />
      <ExportPanel walk={walk} picture={() => place.current?.querySelector('.map svg') ?? null} />
    </div>
  );
}

/** The session, which the address follows, and which follows an address that a user enters. */
function useSession() {
  const { entered, write } = useAddresses();
  const { part, turn } = entered('walk');
  const [{ session, problem, seen }, setState] = useState(() => ({
    ...afterEntered(sessionFrom(), part),
    seen: turn,
  }));
  useEffect(() => {
    if (turn !== seen) setState((last) => ({ ...afterEntered(last.session, part), seen: turn }));
  }, [turn]);
  const address = walkAddress(session.walk);
  // What was entered and refused is replaced, too.
  useEffect(() => write('walk', address), [address, seen]);
  const update = (next: WalkSession) =>
    setState((last) => ({ ...last, session: next, problem: null }));
  return { session, update, problem };
}

/** The session after an address was entered; the same one, with the problem, if it is no walk. */
function afterEntered(session: WalkSession, part: string) {
  if (part === walkAddress(session.walk)) return { session, problem: null };
  try {
    const walk = walkAt(decodedPart(part));
    const isFirst = session.past.length === 0 && session.walk === newWalk;
    return { session: isFirst ? sessionFrom(walk) : changedTo(session, walk), problem: null };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { session, problem: `The address is not a walk, and is ignored. ${error.message}` };
  }
}

/** Programs that pass a link on may encode what need not be. */
function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function saidOf(walk: Walk): string {
  const step = takenSteps(walk)[walk.taken - 1];
  if (step === undefined) return hereOf(createDeployment());
  const changes = changesAsText(fieldChanges(step.before, step.after));
  return `${answerInShort(step)}. ${changes} ${hereOf(step.after)}`;
}

function hereOf(deployment: Deployment): string {
  return `The pipeline: ${statusLabel(deployment)}.`;
}

function DeploymentFields({ deployment }: { readonly deployment: Deployment }) {
  return (
    <dl class="fields">
      {(Object.keys(deployment) as (keyof Deployment)[]).map((field) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>{valueInWords(deployment[field])}</dd>
        </div>
      ))}
    </dl>
  );
}
