/** An executor that does nothing but take its time, and fails now and then. */

const comesUpAs = { Standby: 'standby', Paused: 'paused', Running: 'running' };

/** Each task takes up to `longest` milliseconds; one in fifty fails and is retried. */
export function simpleExecutor({ clock, random, longest }) {
  const work = async (signal) => {
    await clock.sleep(random(longest), signal);
    if (random(50) === 0) throw new Error('It did not work, for once.');
  };
  const comeUp = async ({ deployment, signal }) => {
    await work(signal);
    const come = comesUpAs[deployment.desiredStatus];
    if (come === undefined) throw new Error('It is not wanted any more.');
    return come;
  };
  const change = ({ signal }) => work(signal);
  return {
    ...{ provision: comeUp, activate: comeUp, bootstrap: comeUp },
    ...{ pause: change, resume: change, deprovision: change },
    suspend: async ({ deployment, signal }) => {
      await work(signal);
      return { checkpoint: (deployment.checkpoint ?? 0) + 1 };
    },
  };
}
