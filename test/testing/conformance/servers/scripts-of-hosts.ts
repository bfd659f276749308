/** The scripts of the bugs of hosts: store, HTTP edge and runner. */
import { looked, type Script, shown, watch } from './script';

/** The scripts, by the name of the bug. */
export const scriptsOfHosts: Readonly<Record<string, Script>> = {
  'lost-update': shown(/with desired status Running(,|$)/, async (pipeline) => {
    await pipeline.call('start');
    // As a rule, the runner has read the row by then, and has not written it back.
    await pipeline.sleep(40);
    await pipeline.call('stop?force=true');
    await watch(pipeline, 100);
  }),
  'write-lost-after-202': shown(
    /^a poll read status (Stopped with desired status Stopped|Running with desired status Running)/,
    async (pipeline) => {
      await pipeline.call('start');
      if ((await pipeline.see()).pair === 'Stopped/Stopped') return;
      await pipeline.until('Running/Running');
      await pipeline.call('pause');
      await pipeline.see();
    },
  ),
  'error-body-without-details': looked(async (pipeline) => {
    const { body } = await pipeline.call('pause');
    return typeof body.details === 'object' ? null : 'a body without details';
  }),
  'no-pipeline-name-in-details': looked(async (pipeline) => {
    const { body } = await pipeline.call('activate');
    return body.details.pipeline_name === pipeline.name ? null : 'details without pipeline_name';
  }),
  'wrong-error-code': shown(/^pause is answered with 400 InvalidTransition/, (pipeline) =>
    pipeline.call('pause'),
  ),
  'refusal-answered-with-200': shown(/^activate is answered with 200/, (pipeline) =>
    pipeline.call('activate'),
  ),
  'desired-lags-in-get': shown(
    /^a poll read status (Stopped with desired status Stopped|Running with desired status Running)/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('pause');
      await pipeline.see();
    },
  ),
  'forced-stop-waits-for-suspend': looked(async (pipeline) => {
    await pipeline.up();
    await pipeline.call('stop');
    await pipeline.until('Suspending/Suspended');
    await pipeline.call('stop?force=true');
    const stopped = await pipeline.wait('Stopped/Stopped', 1500);
    return stopped === null ? 'a forced stop has no effect for long' : null;
  }),
  'stuck-in-stopping-after-suspension': looked(async (pipeline) => {
    await pipeline.up();
    await pipeline.call('stop');
    await pipeline.until(/^Stop/);
    const stopped = await pipeline.wait('Stopped/Stopped', 1500);
    return stopped === null ? 'Stopping for good' : null;
  }),
  'runner-forgets-after-restart': looked(async (pipeline) => {
    await pipeline.call('start');
    await pipeline.until('Provisioning/Running');
    await pipeline.disturb('kill-runner');
    const running = await pipeline.wait('Running/Running', 1500);
    return running === null ? 'Provisioning for good' : null;
  }),
};
