/**
 * The reference model: a second implementation, deliberately dumb. Plain ifs, row by row as the
 * semantics lists them; no machine, no tables, nothing shared but the names of the vocabulary. It
 * is slow to read and easy to check, and the machine must agree with it everywhere.
 */
import type {
  BootstrapPolicy,
  Capabilities,
  DeploymentStatus,
  DesiredStatus,
  Initial,
} from '../../src/lifecycle/vocabulary';

export interface State {
  status: DeploymentStatus;
  desiredStatus: DesiredStatus;
  initial: Initial | null;
  bootstrapPolicy: BootstrapPolicy | null;
  bootstrapApproved: boolean;
  error: object | null;
  checkpoint: number | null;
  generation: number;
}

export interface Event {
  type: string;
  initial?: Initial;
  bootstrapPolicy?: BootstrapPolicy;
  dismissError?: boolean;
  force?: boolean;
  checkpoint?: number;
  error?: object;
  generation?: number;
}

/** `answer` is `202`, a status code with an error code, `applied` or `stale`. */
export interface Result {
  answer: string;
  state: State;
}

const toDesired = { standby: 'Standby', paused: 'Paused', running: 'Running' } as const;

export function act(state: State, event: Event, capabilities: Capabilities): Result {
  const startRequested =
    state.desiredStatus === 'Standby' ||
    state.desiredStatus === 'Paused' ||
    state.desiredStatus === 'Running';
  const dataFlowRequested = state.desiredStatus === 'Paused' || state.desiredStatus === 'Running';
  const suspendRequested = state.desiredStatus === 'Suspended';
  const stopRequested = state.desiredStatus === 'Stopped' && state.status !== 'Stopped';
  const deployed =
    state.status === 'Standby' ||
    state.status === 'AwaitingApproval' ||
    state.status === 'Running' ||
    state.status === 'Paused' ||
    state.status === 'Suspending';
  const refuse = (answer: string): Result => ({ answer, state });
  const accept = (changes: Partial<State>): Result => ({
    answer: '202',
    state: { ...state, ...changes },
  });

  if (event.type === 'start') {
    const initial = event.initial ?? 'running';
    const bootstrapPolicy = event.bootstrapPolicy ?? 'await_approval';
    const dismissError = event.dismissError ?? true;
    if (stopRequested) return refuse('400 IllegalPipelineAction');
    if (suspendRequested) return refuse('400 IllegalPipelineAction');
    if (state.error && !dismissError) return refuse('400 CannotStartWithUndismissedError');
    if (startRequested && state.initial !== initial)
      return refuse('400 InitialImmutableUnlessStopped');
    if (startRequested && state.bootstrapPolicy !== bootstrapPolicy) {
      return refuse('400 BootstrapPolicyImmutableUnlessStopped');
    }
    if (startRequested) return accept({});
    if (initial === 'standby' && !capabilities.standby) {
      return refuse('400 InitialStandbyNotAllowed');
    }
    return accept({
      desiredStatus: toDesired[initial],
      initial,
      bootstrapPolicy,
      error: null,
      generation: state.generation + 1,
    });
  }

  if (event.type === 'stop' && event.force === true) {
    if (state.status === 'Stopped') {
      return accept({ desiredStatus: 'Stopped', initial: null, bootstrapPolicy: null });
    }
    return accept({ desiredStatus: 'Stopped' });
  }

  if (event.type === 'stop') {
    if (!capabilities.checkpointing) return refuse('501 EnterpriseFeature');
    if (stopRequested || suspendRequested) return refuse('503 IllegalPipelineAction');
    if (state.status === 'Stopped') {
      return accept({ desiredStatus: 'Stopped', initial: null, bootstrapPolicy: null });
    }
    if (state.status === 'Provisioning') return accept({ desiredStatus: 'Stopped' });
    if (state.desiredStatus === 'Standby') return refuse('405 UnsupportedPipelineAction');
    if (!capabilities.suspendable) return refuse('405 UnsupportedPipelineAction');
    return accept({ desiredStatus: 'Suspended' });
  }

  if (event.type === 'pause' || event.type === 'resume') {
    if (!deployed || !dataFlowRequested) return refuse('400 IllegalPipelineAction');
    return accept({ desiredStatus: event.type === 'pause' ? 'Paused' : 'Running' });
  }

  if (event.type === 'activate') {
    if (!deployed) return refuse('503 PipelineInteractionNotDeployed');
    if (state.status !== 'Standby' || !startRequested) return refuse('503 InvalidTransition');
    return accept({ desiredStatus: toDesired[event.initial ?? 'running'] });
  }

  if (event.type === 'approve') {
    if (!deployed) return refuse('503 PipelineInteractionNotDeployed');
    if (state.status !== 'AwaitingApproval' || !dataFlowRequested)
      return refuse('503 InvalidTransition');
    return accept({ bootstrapApproved: true });
  }

  if (event.type === 'dismissError') {
    if (!state.error) return accept({});
    if (state.status === 'Stopped' && state.desiredStatus === 'Stopped') {
      return accept({ error: null });
    }
    return refuse('400 DismissErrorRestrictedToFullyStopped');
  }

  throw new Error(`The reference model knows no action ${event.type}.`);
}

export function see(state: State, event: Event): Result {
  const { status } = state;
  const startRequested =
    state.desiredStatus === 'Standby' ||
    state.desiredStatus === 'Paused' ||
    state.desiredStatus === 'Running';
  const dataFlowRequested = state.desiredStatus === 'Paused' || state.desiredStatus === 'Running';
  const suspendRequested = state.desiredStatus === 'Suspended';
  const stopRequested = state.desiredStatus === 'Stopped' && status !== 'Stopped';
  const deployed =
    status === 'Standby' ||
    status === 'AwaitingApproval' ||
    status === 'Running' ||
    status === 'Paused' ||
    status === 'Suspending';
  const stale: Result = { answer: 'stale', state };
  const become = (changes: Partial<State>): Result => ({
    answer: 'applied',
    state: { ...state, ...changes },
  });
  const release = {
    desiredStatus: 'Stopped',
    initial: null,
    bootstrapPolicy: null,
    bootstrapApproved: false,
  } as const;
  const greater = () => {
    const seen = event.checkpoint as number;
    return state.checkpoint === null || seen > state.checkpoint ? seen : state.checkpoint;
  };

  if (event.generation !== undefined && event.generation !== state.generation) return stale;

  if (event.type === 'provisioning') {
    return status === 'Stopped' && startRequested ? become({ status: 'Provisioning' }) : stale;
  }

  if (event.type === 'standby') {
    if (status === 'Provisioning' && state.desiredStatus === 'Standby') {
      return become({ status: 'Standby' });
    }
    return status === 'Standby' && !stopRequested ? become({}) : stale;
  }

  if (event.type === 'awaitingApproval') {
    if (status === 'Provisioning' || status === 'Standby') {
      return dataFlowRequested && state.bootstrapPolicy === 'await_approval'
        ? become({ status: 'AwaitingApproval' })
        : stale;
    }
    return status === 'AwaitingApproval' && !stopRequested ? become({}) : stale;
  }

  if (event.type === 'paused' || event.type === 'running') {
    const seen = event.type === 'paused' ? 'Paused' : 'Running';
    if (status === 'Provisioning' || status === 'Standby') {
      return state.desiredStatus === seen ? become({ status: seen }) : stale;
    }
    if (status === 'AwaitingApproval') {
      return state.desiredStatus === seen && state.bootstrapApproved
        ? become({ status: seen, bootstrapApproved: false })
        : stale;
    }
    if (status === 'Paused' || status === 'Running') {
      return stopRequested ? stale : become({ status: seen });
    }
    return stale;
  }

  if (event.type === 'suspending') {
    return deployed && suspendRequested
      ? become({ status: 'Suspending', bootstrapApproved: false })
      : stale;
  }

  if (event.type === 'suspended') {
    return status === 'Suspending'
      ? become({ ...release, status: 'Stopping', checkpoint: greater() })
      : stale;
  }

  if (event.type === 'stopping') {
    return (status === 'Provisioning' || deployed) && stopRequested
      ? become({ ...release, status: 'Stopping' })
      : stale;
  }

  if (event.type === 'failed') {
    const error = event.error as object;
    if (status === 'Stopped') {
      return startRequested
        ? become({ desiredStatus: 'Stopped', initial: null, bootstrapPolicy: null, error })
        : stale;
    }
    if (status === 'Stopping') return become({});
    return become({ ...release, status: 'Stopping', error });
  }

  if (event.type === 'deprovisioned') {
    return status === 'Stopping' ? become({ status: 'Stopped' }) : stale;
  }

  if (event.type === 'checkpointed') {
    if (status === 'Paused' || status === 'Running' || status === 'Suspending') {
      return become({ checkpoint: greater() });
    }
    if (status === 'Stopping' || (status === 'Stopped' && state.desiredStatus === 'Stopped')) {
      const isNamed = event.generation === state.generation && state.generation > 0;
      return isNamed ? become({ checkpoint: greater() }) : stale;
    }
    return stale;
  }

  throw new Error(`The reference model knows no observation ${event.type}.`);
}
