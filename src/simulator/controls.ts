/**
 * The controls: failures that a client can hardly wait for, such as a crash or a suspension that
 * never ends, provoked by hand.
 */
import type { LifecycleStore } from '../host';
import { InvalidInputError, keysOf, member, throwFirst } from '../input';
import type { Deployment, ErrorResponse } from '../lifecycle';
import type { SimulatedExecutor } from './executor';
import type { SimulatorSettings } from './settings';

interface Control {
  /** Its effect, for the list of controls. */
  readonly effect: string;
  /** Provokes the failure, and says what will happen to this pipeline, and when. */
  readonly run: (executor: SimulatedExecutor, name: string, now: Deployment) => Promise<string>;
}

/** Every control by its name. */
export const controlTable = Object.freeze({
  provisioning_error: {
    effect:
      'The provisioning under way, or otherwise the next one, fails: the pipeline stops with the error ProvisioningFailed.',
    run: async (executor, name, { status }) => {
      const isUnderWay = status === 'Provisioning';
      executor.failProvisioning(name, isUnderWay ? 'now' : 'next');
      const which = isUnderWay ? 'The provisioning under way' : 'The next provisioning';
      return `${which} fails: the pipeline goes through Stopping to Stopped, with the error ProvisioningFailed.`;
    },
  },
  crash: {
    effect:
      'The process crashes now: the pipeline stops with the error PipelineCrashed. Answered with 409 if no process is up.',
    run: async (executor, name, now) => {
      if (!(await executor.crash(name))) throw new NothingToProvokeError('NoProcess', name, now);
      return 'The process has crashed: the pipeline goes through Stopping to Stopped, with the error PipelineCrashed.';
    },
  },
  suspend_failure: {
    effect:
      'The suspension under way, or otherwise the next one, fails: the pipeline stops with the error SuspendFailed. Answered with 409 in an edition without checkpoints.',
    run: async (executor, name, now) => {
      return `${spoilSuspension(executor, name, now, 'fail')} fails: the pipeline goes through Stopping to Stopped, with the error SuspendFailed.`;
    },
  },
  suspend_hang: {
    effect:
      'The suspension under way, or otherwise the next one, never ends, until /stop?force=true cancels it. Answered with 409 in an edition without checkpoints.',
    run: async (executor, name, now) => {
      return `${spoilSuspension(executor, name, now, 'hang')} does not end: the pipeline stays Suspending until /stop?force=true cancels it.`;
    },
  },
  modify: {
    effect:
      'The pipeline counts as modified since its checkpoint: bootstrap_policy decides what its next start from a checkpoint, or its next activation, leads to.',
    run: async (executor, name, { checkpoint }) => {
      executor.modify(name);
      const premise =
        checkpoint === null
          ? 'The pipeline counts as modified. It has no checkpoint yet, and a start without one is not affected.'
          : 'The pipeline counts as modified since its checkpoint.';
      return `${premise} The next start from a checkpoint, or activation, comes up as AwaitingApproval with bootstrap_policy=await_approval, fails with reject, and continues with allow.`;
    },
  },
} as const satisfies Record<string, Control>);

/** The name of a control. */
export type ControlName = keyof typeof controlTable;

/** The names of the controls. */
export const controlNames: readonly ControlName[] = keysOf(controlTable);

/** Makes a suspension fail or hang, and says which. Throws NothingToProvokeError. */
function spoilSuspension(
  executor: SimulatedExecutor,
  name: string,
  now: Deployment,
  will: 'fail' | 'hang',
): string {
  const isUnderWay = now.status === 'Suspending' || now.desiredStatus === 'Suspended';
  if (!executor.spoilSuspension(name, will, isUnderWay ? 'now' : 'next')) {
    throw new NothingToProvokeError('NoSuspension', name, now);
  }
  return isUnderWay ? 'The suspension under way' : 'The next suspension';
}

const nothingToProvoke = {
  NoProcess: {
    problem: 'The pipeline has no process that could crash',
    hint: 'Start it, and wait until it is provisioned.',
  },
  NoSuspension: {
    problem: 'Pipelines of this edition are never suspended, because they make no checkpoints',
    hint: 'Start the simulator with --edition enterprise.',
  },
};

/** The error if there is nothing that a control could make fail. */
export class NothingToProvokeError extends Error {
  override readonly name = 'NothingToProvokeError';
  readonly body: ErrorResponse;

  constructor(
    code: keyof typeof nothingToProvoke,
    pipelineName: string,
    { status, desiredStatus }: Deployment,
  ) {
    const { problem, hint } = nothingToProvoke[code];
    const message = `${problem} (status: '${status}', desired: '${desiredStatus}'). ${hint}`;
    super(message);
    const details = { pipeline_name: pipelineName, status, desired_status: desiredStatus, hint };
    this.body = { message, error_code: code, details };
  }
}

/** The parts of the simulator that the controls act on. */
export interface Controlled {
  readonly executor: SimulatedExecutor;
  readonly store: LifecycleStore;
  readonly settings: SimulatorSettings;
}

/**
 * Provokes a failure, and says what will happen and when. Rejects with InvalidInputError for an
 * unknown control or pipeline, and with NothingToProvokeError if there is nothing that could fail.
 */
export async function provoke(
  { executor, store }: Controlled,
  pipelineName: string,
  control: ControlName,
): Promise<string> {
  throwFirst(member('control', control, controlNames));
  const pipeline = await store.read(pipelineName);
  if (pipeline === undefined) {
    const allowed = 'the name of an existing pipeline';
    throw new InvalidInputError({ field: 'pipelineName', value: pipelineName, allowed });
  }
  const { id: pipelineId, deployment } = pipeline;
  executor.adopt({ pipelineName, pipelineId, deployment });
  return controlTable[control].run(executor, pipelineName, deployment);
}
