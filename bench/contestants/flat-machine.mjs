/**
 * The lifecycle without parallel regions, for libraries that do not have them: one state for each
 * of the 28 pairs of deployment status and desired status, and everything else in the context.
 *
 * Only accepted events are transitions; nothing handles a refused one. So this form says neither
 * why an event was refused nor what to answer. Every capability is present.
 */

/** The initial context; the statuses are the name of the state. */
export function contextOf({ status: _status, desiredStatus: _desiredStatus, ...context }) {
  return context;
}

export function nameOf({ status, desiredStatus }) {
  return `${status}/${desiredStatus}`;
}

export function deploymentOf(name, context) {
  const [status, desiredStatus] = name.split('/');
  return { status, desiredStatus, ...context };
}

/** The states by name, each with its transitions: `{ event, target, guard, update }`. */
export function flatMachine() {
  const states = new Map();
  const waiting = [{ status: 'Stopped', desiredStatus: 'Stopped' }];
  for (const pair of waiting) {
    if (states.has(nameOf(pair))) continue;
    const transitions = transitionsFrom(pair);
    states.set(
      nameOf(pair),
      transitions.map(({ to, ...others }) => ({ ...others, target: nameOf(to) })),
    );
    waiting.push(...transitions.map(({ to }) => to));
  }
  return states;
}

const desiredBy = { standby: 'Standby', paused: 'Paused', running: 'Running' };

const release = (context) => {
  return { ...context, initial: null, bootstrapPolicy: null, bootstrapApproved: false };
};
const releaseWithError = (context, { error }) => ({ ...release(context), error });
const spendApproval = (context) => ({ ...context, bootstrapApproved: false });
const recordCheckpoint = (context, { checkpoint }) => {
  return { ...context, checkpoint: Math.max(context.checkpoint ?? 0, checkpoint) };
};

function transitionsFrom(pair) {
  const transitions = [];
  const on = (event, changes, guard, update) => {
    transitions.push({ event, to: { ...pair, ...changes }, guard, update });
  };
  addActions(pair, on);
  addObservations(pair, (event, changes, guard, update) => {
    const isCurrent = (context, { generation = context.generation }) =>
      generation === context.generation;
    const both = (context, seen) => isCurrent(context, seen) && guard(context, seen);
    on(event, changes, guard === undefined ? isCurrent : both, update);
  });
  return transitions;
}

function addActions({ status, desiredStatus }, on) {
  const isDeployed = !['Stopped', 'Provisioning', 'Stopping'].includes(status);
  const isFlowing = ['Paused', 'Running'].includes(desiredStatus);
  const isLive = isFlowing || desiredStatus === 'Standby';
  const isForced = (_, { force }) => force === true;
  const isGraceful = (_, { force }) => force !== true;

  if (status === 'Stopped') {
    on('stop', { desiredStatus: 'Stopped' }, undefined, release);
  } else {
    on('stop', { desiredStatus: 'Stopped' }, isForced);
    if (isLive && status === 'Provisioning') on('stop', { desiredStatus: 'Stopped' }, isGraceful);
    if (isFlowing && isDeployed) on('stop', { desiredStatus: 'Suspended' }, isGraceful);
  }
  if (isLive) {
    on('start', {}, (context, { initial = 'running', bootstrapPolicy = 'await_approval' }) => {
      return context.initial === initial && context.bootstrapPolicy === bootstrapPolicy;
    });
  }
  if (status === 'Stopped' && desiredStatus === 'Stopped') {
    for (const [asked, desired] of Object.entries(desiredBy)) {
      const mayStart = (context, { initial = 'running', dismissError = true }) =>
        initial === asked && (context.error === null || dismissError);
      on('start', { desiredStatus: desired }, mayStart, begin);
    }
    on('dismissError', {}, undefined, (context) => ({ ...context, error: null }));
  } else {
    on('dismissError', {}, ({ error }) => error === null);
  }
  if (isDeployed && isFlowing) {
    on('pause', { desiredStatus: 'Paused' });
    on('resume', { desiredStatus: 'Running' });
  }
  if (status === 'Standby' && isLive) {
    for (const asked of ['paused', 'running']) {
      const asks = (_, { initial = 'running' }) => initial === asked;
      on('activate', { desiredStatus: desiredBy[asked] }, asks);
    }
  }
  if (status === 'AwaitingApproval' && isFlowing) {
    on('approve', {}, undefined, (context) => ({ ...context, bootstrapApproved: true }));
  }
}

function begin(context, { initial = 'running', bootstrapPolicy = 'await_approval' }) {
  const generation = context.generation + 1;
  return { ...context, initial, bootstrapPolicy, error: null, generation };
}

function addObservations({ status, desiredStatus }, on) {
  const isFlowing = ['Paused', 'Running'].includes(desiredStatus);
  const isLive = isFlowing || desiredStatus === 'Standby';
  const released = { status: 'Stopping', desiredStatus: 'Stopped' };
  const isApproved = ({ bootstrapApproved }) => bootstrapApproved;
  const needsApproval = ({ bootstrapPolicy }) => bootstrapPolicy === 'await_approval';
  const isNamed = (context, { generation }) => generation !== undefined && context.generation > 0;

  if (status === 'Stopped') {
    if (!isLive) {
      on('checkpointed', {}, isNamed, recordCheckpoint);
      return;
    }
    on('provisioning', { status: 'Provisioning' });
    on('failed', { desiredStatus: 'Stopped' }, undefined, releaseWithError);
    return;
  }
  if (status === 'Stopping') {
    on('failed', {});
    on('deprovisioned', { status: 'Stopped' });
    on('checkpointed', {}, isNamed, recordCheckpoint);
    return;
  }
  on('failed', released, undefined, releaseWithError);
  if (desiredStatus === 'Stopped') on('stopping', released, undefined, release);
  if (desiredStatus === 'Suspended') {
    on('suspending', { status: 'Suspending' }, undefined, spendApproval);
  }
  const stays = desiredStatus !== 'Stopped';
  switch (status) {
    case 'Provisioning':
    case 'Standby':
      if (status === 'Provisioning' ? desiredStatus === 'Standby' : stays) {
        on('standby', { status: 'Standby' });
      }
      if (!isFlowing) break;
      on('awaitingApproval', { status: 'AwaitingApproval' }, needsApproval);
      on(desiredStatus.toLowerCase(), { status: desiredStatus });
      break;
    case 'AwaitingApproval':
      if (stays) on('awaitingApproval', {});
      if (isFlowing) {
        on(desiredStatus.toLowerCase(), { status: desiredStatus }, isApproved, spendApproval);
      }
      break;
    case 'Paused':
    case 'Running':
      if (stays) on('paused', { status: 'Paused' });
      if (stays) on('running', { status: 'Running' });
      on('checkpointed', {}, undefined, recordCheckpoint);
      break;
    case 'Suspending':
      on('suspended', released, undefined, (context, seen) =>
        release(recordCheckpoint(context, seen)),
      );
      on('checkpointed', {}, undefined, recordCheckpoint);
      break;
  }
}
