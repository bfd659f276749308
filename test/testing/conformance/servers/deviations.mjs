/**
 * The live system's ways, each of which makes the correct server differ from the documents in one
 * point. They were written down from what is known of that system, and know nothing of dialects.
 *
 * A deviation wraps `decide`, `observe`, the edge or the runner. `options` are those with which the
 * server must be started to show it.
 */
import { resourcesStatus } from 'pipeline-lifecycle';
import { Chance } from './random.mjs';

const isUp = (deployment) => resourcesStatus(deployment) === 'Provisioned';

const refused = (decision, httpStatus, error_code, details = {}) => ({
  ...decision,
  ...{ accepted: false, changed: false, httpStatus },
  error: { message: `Not possible: ${error_code}.`, error_code, details },
});

const accepted = (decision, deployment, more = {}) => ({
  ...decision,
  ...{ accepted: true, httpStatus: 202, error: undefined, deployment },
  changed: deployment !== decision.deployment || decision.changed,
  ...more,
});

const invalidTransition = (decision) => refused(decision, 400, 'InvalidTransition');

const isPauseOrResume = ({ type }) => type === 'pause' || type === 'resume';
const isGraceful = ({ type, force }) => type === 'stop' && !force;
const isForwarded = (action) =>
  isPauseOrResume(action) || ['activate', 'approve'].includes(action.type) || isGraceful(action);

/** Answers differently where `change` returns a decision. */
const deciding = (change, options = []) => ({
  options,
  wrap: (parts) => ({
    ...parts,
    decide: (deployment, action, capabilities) => {
      const decision = parts.decide(deployment, action, capabilities);
      return change(decision, { deployment, action, capabilities }) ?? decision;
    },
  }),
});

const unavailable = {
  /** True while the process of a pipeline cannot be reached, now and then for 200 ms. */
  at: (clock, { seed }) => new Chance(seed, Math.floor(clock.now() / 200)).happens(0.15),
};

/** The deviations, by the id of the same one in the dialect. */
export const deviations = {
  'flow.notDeployed': deciding((decision, { deployment, action }) =>
    isPauseOrResume(action) && !isUp(deployment)
      ? refused(decision, 503, 'PipelineInteractionNotDeployed')
      : undefined,
  ),
  'flow.invalidTransition': deciding((decision, { deployment, action }) =>
    isPauseOrResume(action) &&
    isUp(deployment) &&
    ['Standby', 'Suspended'].includes(deployment.desiredStatus)
      ? invalidTransition(decision)
      : undefined,
  ),
  'flow.afterForcedStop': deciding((decision, { deployment, action }) =>
    isPauseOrResume(action) && isUp(deployment) && deployment.desiredStatus === 'Stopped'
      ? accepted(decision, deployment)
      : undefined,
  ),
  'activate.flowing': deciding((decision, { deployment, action }) => {
    const flows = isUp(deployment) && ['Paused', 'Running'].includes(deployment.desiredStatus);
    if (action.type !== 'activate' || !flows || decision.accepted) return undefined;
    const desiredStatus = action.initial === 'paused' ? 'Paused' : 'Running';
    const isSame = desiredStatus === deployment.desiredStatus;
    return accepted(decision, isSame ? deployment : { ...deployment, desiredStatus });
  }),
  'activate.suspending': deciding((decision, { deployment, action }) =>
    action.type === 'activate' && isUp(deployment) && deployment.desiredStatus === 'Suspended'
      ? invalidTransition(decision)
      : undefined,
  ),
  'activate.enterpriseOnly': deciding(
    (decision, { action, capabilities }) =>
      action.type === 'activate' && capabilities.checkpointing === false
        ? refused(decision, 501, 'EnterpriseFeature', { feature: 'start from object store' })
        : undefined,
    ['--without', 'checkpointing'],
  ),
  'approve.provisioned': deciding(
    (decision, { deployment, action }) => {
      if (action.type !== 'approve' || !isUp(deployment)) return undefined;
      if (decision.accepted) return { ...decision, httpStatus: 200 };
      const { status, desiredStatus, bootstrapApproved } = deployment;
      const isAwaited = status === 'AwaitingApproval' && desiredStatus === 'Suspended';
      const isNew = isAwaited && !bootstrapApproved;
      const after = isNew ? { ...deployment, bootstrapApproved: true } : deployment;
      return accepted(decision, after, { httpStatus: 200 });
    },
    ['--modified', '0.7'],
  ),
  'dismissError.ok': deciding((decision, { action }) =>
    action.type === 'dismissError' && decision.accepted
      ? { ...decision, httpStatus: 200 }
      : undefined,
  ),
  'stop.again': deciding((decision, { deployment, action, capabilities }) =>
    isGraceful(action) &&
    capabilities.checkpointing !== false &&
    !decision.accepted &&
    decision.httpStatus === 503
      ? accepted(decision, deployment)
      : undefined,
  ),
  'stop.invalidInStandby': deciding((decision, { deployment, action }) =>
    isGraceful(action) && decision.httpStatus === 405 && deployment.status === 'Standby'
      ? invalidTransition(decision)
      : undefined,
  ),
  'stop.triesToSuspend': {
    options: ['--without', 'suspendable'],
    wrap: (parts) => ({
      ...deciding((decision, { deployment, action }) =>
        isGraceful(action) && decision.rule === 'stop.notSuspendable'
          ? accepted(decision, { ...deployment, desiredStatus: 'Suspended' })
          : undefined,
      ).wrap(parts),
      Runner: class extends parts.Runner {
        suspended(work) {
          if (this.options.capabilities.suspendable !== false) return super.suspended(work);
          return this.failed('SuspendFailed', 'This pipeline cannot be suspended.');
        }
      },
    }),
  },
  'status.initializing': {
    options: ['--latency', '8..20'],
    wrap: (parts) => ({
      ...deciding((decision, { deployment, action, capabilities }) => {
        const { status, desiredStatus } = deployment;
        const comesUp = status === 'Provisioning' && ['Paused', 'Running'].includes(desiredStatus);
        if (!isGraceful(action) || !comesUp || !decision.accepted) return undefined;
        if (capabilities.suspendable === false) return undefined;
        const after = { ...deployment, status: 'Paused', desiredStatus: 'Suspended' };
        return accepted(decision, after, { shown: { isInitializing: true } });
      }).wrap(parts),
      Edge: class extends parts.Edge {
        view(name) {
          const seen = super.view(name);
          const isComing =
            seen.deployment_status === 'Provisioning' ||
            this.store.read(name).shown?.isInitializing;
          return isComing ? { ...seen, deployment_status: 'Initializing' } : seen;
        }
      },
    }),
  },
  'desired.lags': {
    options: ['--latency', '8..20'],
    wrap: (parts) => ({
      ...parts,
      Edge: class extends parts.Edge {
        #lags = new Map();

        async call(name, request) {
          const before = this.store.has(name) ? this.store.read(name).deployment : undefined;
          const seen = before && (this.#lag(name, before)?.seen ?? before.desiredStatus);
          const answer = await super.call(name, request);
          if (!before || answer.status >= 300) return answer;
          if (!isUp(before) || !lagging.test(request)) return answer;
          const { deployment } = this.store.read(name) ?? { deployment: before };
          // It may have moved on meanwhile; then the runner has looked.
          const isLooked = deployment.status !== before.status;
          if (isLooked || deployment.desiredStatus === before.desiredStatus) return answer;
          const until = this.clock.now() + this.options.latency[0];
          this.#lags.set(name, { seen, deployment, until });
          return answer;
        }

        view(name) {
          const seen = super.view(name);
          const lag = this.#lag(name, this.store.read(name).deployment);
          return lag === undefined ? seen : { ...seen, deployment_desired_status: lag.seen };
        }

        /** The lag that goes on; undefined if there is none. */
        #lag(name, { status, desiredStatus }) {
          const lag = this.#lags.get(name);
          const isNow =
            lag?.deployment.status === status && lag.deployment.desiredStatus === desiredStatus;
          return isNow && this.clock.now() < lag.until ? lag : undefined;
        }
      },
    }),
  },
  'process.unavailable': {
    options: [],
    wrap: (parts) => ({
      ...parts,
      Edge: class extends parts.Edge {
        constructor(all) {
          const { clock, options, decide } = all;
          super({
            ...all,
            decide: (deployment, action, capabilities) => {
              const decision = decide(deployment, action, capabilities);
              const isAway = isUp(deployment) && unavailable.at(clock, options);
              return isAway && isForwarded(action)
                ? refused(decision, 503, 'PipelineUnavailable')
                : decision;
            },
          });
        }

        refusal(decision, name) {
          const { deployment } = this.store.read(name);
          return super.refusal({ ...decision, deployment }, name);
        }
      },
    }),
  },
  'desired.unavailable': {
    options: [],
    wrap: (parts) => ({
      ...parts,
      Edge: class extends parts.Edge {
        view(name) {
          const seen = super.view(name);
          const { deployment } = this.store.read(name);
          const isAway = isUp(deployment) && unavailable.at(this.clock, this.options);
          if (!isAway) return seen;
          const desired = deployment.desiredStatus === 'Stopped' ? 'Stopped' : 'Unavailable';
          return {
            ...seen,
            ...{ deployment_status: 'Unavailable', deployment_desired_status: desired },
          };
        }
      },
    }),
  },
  'suspension.pausedFirst': {
    options: ['--latency', '8..20'],
    wrap: (parts) => ({
      ...parts,
      observe: (deployment, observation, shown) => {
        const { status, desiredStatus, bootstrapApproved, generation } = deployment;
        const isComing =
          status === 'Standby' || (status === 'AwaitingApproval' && bootstrapApproved);
        const isIt = observation.type === 'paused' && observation.generation === generation;
        if (!isIt || !isComing || desiredStatus !== 'Suspended') {
          return parts.observe(deployment, observation, shown);
        }
        const after = { ...deployment, status: 'Paused', bootstrapApproved: false };
        return { accepted: true, changed: true, deployment: after };
      },
      Runner: class extends parts.Runner {
        async suspend(work) {
          const { status, bootstrapApproved } = work.deployment;
          const isReady = status === 'AwaitingApproval' && bootstrapApproved;
          if (status !== 'Standby' && !isReady) return super.suspend(work);
          if (await this.takes(work)) await this.report(work, { type: 'paused' });
        }
      },
    }),
  },
};

const lagging = /^(pause|resume|activate|stop\?force=false|stop$)/;

/** The parts of a server with these deviations. */
export function withDeviations(parts, { deviations: ids }) {
  return ids.reduce((changed, id) => {
    const deviation = Object.hasOwn(deviations, id) ? deviations[id] : undefined;
    if (deviation === undefined) {
      throw new Error(`--deviation must be one of ${Object.keys(deviations).join(', ')}`);
    }
    return deviation.wrap(changed);
  }, parts);
}
