/**
 * For each bug a script of calls and polls that shows it.
 *
 * If a history shows the bug, the script names the claim that the checker refuses; otherwise it
 * looks for the bug itself, and says what it saw. The same script finds nothing in the correct
 * server.
 */
import { Missed, type Recorder } from './recorder';
import { looked, type Script, shown, watch } from './script';
import { scriptsOfHosts } from './scripts-of-hosts';
import { scriptsOfMemory } from './scripts-of-memory';

/** Polls until this pair of statuses is shown together with an error. */
async function untilFailed(pipeline: Recorder, pair: string) {
  const seen = await pipeline.until(pair);
  if (seen.error === null) throw new Missed('no error yet');
  return seen;
}

/** The scripts, by the name of the bug. */
export const scripts: Readonly<Record<string, Script>> = {
  'forced-stop-ignored-while-suspending': shown(
    /^a poll read status \w+ with desired status Suspended(,|$)/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('stop');
      await pipeline.until('Suspending/Suspended');
      await pipeline.call('stop?force=true');
      await pipeline.see();
    },
  ),
  'start-accepted-while-stopping': shown(
    /^a poll read status Stopping with desired status Running/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('stop?force=true');
      await pipeline.until('Stopping/Stopped');
      await pipeline.call('start');
      await pipeline.see();
    },
  ),
  'resume-revives-suspending': shown(/^resume is answered with 202/, async (pipeline) => {
    await pipeline.up();
    await pipeline.call('stop');
    await pipeline.see();
    await pipeline.call('resume');
  }),
  'resume-leads-out-of-standby': shown(/^resume is answered with 202/, async (pipeline) => {
    await pipeline.call('start?initial=standby');
    await pipeline.until('Standby/Standby');
    await pipeline.call('resume');
  }),
  'approve-accepted-while-running': shown(/^approve is answered with 202/, async (pipeline) => {
    await pipeline.up();
    await pipeline.call('approve');
  }),
  'second-start-changes-initial': shown(
    /^start\?dismiss_error=false is answered with 202/,
    async (pipeline) => {
      await pipeline.call('start?initial=paused');
      await pipeline.until('Paused/Paused');
      await pipeline.call('start?dismiss_error=false');
    },
  ),
  'pause-accepted-while-provisioning': shown(
    /^a poll read status Provisioning with desired status Paused/,
    async (pipeline) => {
      await pipeline.call('start');
      await pipeline.until('Provisioning/Running');
      await pipeline.call('pause');
      await pipeline.see();
    },
  ),
  'dismiss-error-accepted-while-stopping': shown(
    /^a poll read status Stopping with desired status Stopped, without an error/,
    async (pipeline) => {
      await pipeline.call('start');
      await untilFailed(pipeline, 'Stopping/Stopped');
      await pipeline.call('dismiss_error');
      await pipeline.see();
    },
  ),
  'graceful-stop-of-standby-accepted': shown(/^stop is answered with 202/, async (pipeline) => {
    await pipeline.call('start?initial=standby');
    await pipeline.until('Standby/Standby');
    await pipeline.call('stop');
    // A pipeline that had failed and stopped by then would answer with 202 as well.
    await pipeline.see();
  }),
  'graceful-stop-while-provisioning-suspends': shown(
    /^a poll read status Provisioning with desired status Suspended/,
    async (pipeline) => {
      await pipeline.call('start');
      await pipeline.until('Provisioning/Running');
      await pipeline.call('stop');
      await pipeline.see();
    },
  ),
  'error-outlives-start': shown(/, with an error set$/, async (pipeline) => {
    await pipeline.call('start');
    await pipeline.until(/^Stopping/);
    await untilFailed(pipeline, 'Stopped/Stopped');
    await pipeline.call('start');
    await pipeline.see();
  }),
  'failure-restarts-pipeline': shown(/^a poll read status Provisioning/, async (pipeline) => {
    await pipeline.up();
    await pipeline.disturb('fail');
    await pipeline.see();
  }),
  'start-ignores-undismissed-error': shown(
    /^start\?dismiss_error=false is answered with 202/,
    async (pipeline) => {
      await pipeline.call('start');
      await pipeline.until(/^Stopping/);
      await untilFailed(pipeline, 'Stopped/Stopped');
      await pipeline.call('start?dismiss_error=false');
    },
  ),
  'second-forced-stop-refused': shown(
    /^stop\?force=true is answered with 503/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('stop?force=true');
      await pipeline.call('stop?force=true');
    },
  ),
  'standby-without-capability': shown(
    /^start\?initial=standby is answered with 202/,
    async (pipeline) => {
      pipeline.lacks('standby');
      await pipeline.call('start?initial=standby');
    },
  ),
  'observation-resets-desired': shown(/with desired status Running(,|$)/, async (pipeline) => {
    await pipeline.up();
    await pipeline.call('pause');
    await watch(pipeline, 100);
  }),
  'failed-suspension-is-clean': looked(async (pipeline) => {
    await pipeline.up();
    await pipeline.call('stop');
    await pipeline.until('Suspending/Suspended');
    if (!(await pipeline.disturb('fail'))) throw new Missed('the checkpoint was faster');
    const { error } = await pipeline.until('Stopped/Stopped');
    return error === null ? 'a suspension failed, and there is no error' : null;
  }),
  'error-lost-on-the-way-to-stopped': shown(
    /^a poll read status Stopped with desired status Stopped, without an error/,
    async (pipeline) => {
      await pipeline.call('start');
      await untilFailed(pipeline, 'Stopping/Stopped');
      await pipeline.until('Stopped/Stopped');
    },
  ),
  'stale-deprovisioned-accepted': shown(
    /^a poll read status Stopped with desired status Running/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('stop?force=true');
      await pipeline.until('Stopped/Stopped');
      await pipeline.up();
      await pipeline.wait(/^Stopped/, 600);
    },
  ),
  'earlier-generation-accepted': looked(async (pipeline) => {
    await pipeline.up();
    await pipeline.disturb('fail');
    const { error } = await pipeline.until('Stopped/Stopped');
    await pipeline.up();
    const again = (await pipeline.wait(/^Stop/, 600))?.error;
    const isSame = again?.details.incident === error?.details.incident;
    return again && isSame ? 'the error of the last deployment ended this one too' : null;
  }),
  'suspension-leaves-desired-behind': shown(
    /^a poll read status Stop(ping|ped) with desired status Suspended/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('stop');
      await pipeline.until(/^Stopped/);
    },
  ),
  'cancelled-start-provisions': shown(/^a poll read status Provisioning/, async (pipeline) => {
    await pipeline.call('start');
    await pipeline.call('stop');
    await pipeline.until('Stopped/Stopped');
    await watch(pipeline, 100);
  }),
  ...scriptsOfHosts,
  ...scriptsOfMemory,
};
