/** Bugs that show by themselves, a while after a call: somebody remembers what was taken back. */

const desiredOf = { standby: 'Standby', paused: 'Paused', running: 'Running' };

const isStopped = ({ status, desiredStatus }) =>
  status === 'Stopped' && desiredStatus === 'Stopped';

const changed = (deployment) => ({ accepted: true, changed: true, deployment });
const unchanged = (deployment) => ({ accepted: false, deployment });

/** Changes the deployment after a while, if it is then as it has to be for that. */
async function later(runner, milliseconds, change) {
  await runner.clock.sleep(milliseconds);
  return runner.store.update(runner.name, 'runner', ({ deployment }) => {
    const next = change(deployment);
    return next === undefined ? unchanged(deployment) : changed(next);
  });
}

/** The runner takes up a start that was cancelled while it was about to provision. */
const revivedAfter = (milliseconds) => ({
  seen: 'A task that was cancelled is delivered once more, by a queue that delivers at least once.',
  property: 'stopped.left-by-start',
  rule: 'provisioning.stale',
  shows: `a start that was cancelled is taken up again ${milliseconds} ms later`,
  by: 'history',
  options: [],
  wraps: 'Runner',
  wrap: (Correct) =>
    class extends Correct {
      async provision(work) {
        await super.provision(work);
        const { generation, initial, bootstrapPolicy } = work.deployment;
        const row = this.store.read(this.name);
        if (row === undefined || !isStopped(row.deployment)) return;
        const desiredStatus = desiredOf[initial];
        later(this, milliseconds, (deployment) =>
          isStopped(deployment) && deployment.generation === generation && deployment.error === null
            ? { ...deployment, status: 'Provisioning', desiredStatus, initial, bootstrapPolicy }
            : undefined,
        ).catch(this.onError);
      }
    },
});

/** An intent that is refused is kept, and carried out as soon as it can be. */
const intentOf = (rule, isPossible, carryOut) => ({
  wraps: 'Store',
  wrap: (Correct) =>
    class extends Correct {
      async update(name, by, change) {
        const result = await super.update(name, by, change);
        if (result?.rule === rule) this.#carryOut(name, result.deployment.generation);
        return result;
      }

      async #carryOut(name, generation) {
        for (let tries = 0; tries < 10; tries += 1) {
          await this.pause(50);
          const row = this.read(name);
          if (row === undefined || row.deployment.generation !== generation) return;
          if (isPossible(row.deployment)) {
            this.write(name, { deployment: carryOut(row.deployment) });
            return;
          }
        }
      }
    },
});

/** The bugs, by name. */
export const bugsOfTiming = {
  'cancelled-start-revived-after-80-ms': revivedAfter(80),
  'cancelled-start-revived-after-300-ms': revivedAfter(300),
  'stopped-while-provisioning-comes-up': {
    seen: 'The machine was ordered, and nobody cancels the order: it reports for duty.',
    property: 'stopped.left-by-start',
    rule: 'running.stale',
    shows: 'stopped while it was provisioned, the pipeline is Running 300 ms later',
    by: 'history',
    options: [],
    wraps: 'Runner',
    wrap: (Correct) =>
      class extends Correct {
        async awaitProvisioned(work) {
          await super.awaitProvisioned(work);
          const { generation, desiredStatus, initial, bootstrapPolicy } = work.deployment;
          const row = this.store.read(this.name);
          if (row?.deployment.desiredStatus !== 'Stopped') return;
          later(this, 300, (deployment) =>
            isStopped(deployment) &&
            deployment.generation === generation &&
            deployment.error === null
              ? { ...deployment, status: desiredStatus, desiredStatus, initial, bootstrapPolicy }
              : undefined,
          ).catch(this.onError);
        }
      },
  },
  'approval-by-itself': {
    seen: 'An approval that nobody gives in time is taken for given.',
    property: 'approval.needed',
    rule: 'approve.awaiting',
    shows: 'a pipeline that awaits approval is Running after a second',
    by: 'history',
    options: ['--modified', '1'],
    wraps: 'Runner',
    wrap: (Correct) =>
      class extends Correct {
        #since = { generation: -1, at: 0 };

        async awaitApproval(work) {
          const { generation } = work.deployment;
          const now = this.clock.now();
          if (this.#since.generation !== generation) this.#since = { generation, at: now };
          if (now - this.#since.at < 1000) return this.rest(work);
          await later(this, 0, (deployment) =>
            deployment.status === 'AwaitingApproval' && deployment.desiredStatus !== 'Suspended'
              ? { ...deployment, bootstrapApproved: true }
              : undefined,
          );
        }
      },
  },
  'superseded-pause-applied-late': {
    seen: 'Two consumers of one queue: the pause is handled after the resume that came later.',
    property: 'planes.observations-keep-desired',
    rule: 'desired.byUserOnly',
    shows: 'paused and resumed, the desired status is Paused again 300 ms later',
    by: 'history',
    options: [],
    wraps: 'Runner',
    wrap: (Correct) =>
      class extends Correct {
        async pause(work) {
          await super.pause(work);
          const { generation } = work.deployment;
          const row = this.store.read(this.name);
          if (row?.deployment.desiredStatus !== 'Running') return;
          later(this, 300, (deployment) =>
            deployment.status === 'Running' &&
            deployment.desiredStatus === 'Running' &&
            deployment.generation === generation
              ? { ...deployment, desiredStatus: 'Paused' }
              : undefined,
          ).catch(this.onError);
        }
      },
  },
  'refused-pause-is-carried-out-later': {
    seen: 'A client library that keeps what was refused, and tries again behind its user.',
    property: 'refusal.changes-nothing',
    rule: 'pause.notYetDeployed',
    shows: 'a pause is refused while the pipeline is provisioned, and it is paused once it is up',
    by: 'history',
    options: [],
    ...intentOf(
      'pause.notYetDeployed',
      ({ status, desiredStatus }) => status === 'Running' && desiredStatus === 'Running',
      (deployment) => ({ ...deployment, desiredStatus: 'Paused' }),
    ),
  },
  'refused-resume-is-carried-out-later': {
    seen: 'A client library that keeps what was refused, and tries again behind its user.',
    property: 'standby.left-by-activate',
    rule: 'resume.standby',
    shows: 'resume is refused in standby, and the pipeline is activated a little later',
    by: 'history',
    options: [],
    ...intentOf(
      'resume.standby',
      ({ status, desiredStatus }) => status === 'Standby' && desiredStatus === 'Standby',
      (deployment) => ({ ...deployment, desiredStatus: 'Running' }),
    ),
  },
};
