/** The scripts of the bugs in what no poll shows at once: of memory, of timing, and of bodies. */
import type { Recorder } from './recorder';
import { looked, type Script, shown, watch } from './script';

/** Brings up a pipeline that awaits approval, on the way to Paused. */
async function awaiting(pipeline: Recorder): Promise<void> {
  await pipeline.call('start?initial=standby');
  await pipeline.until('Standby/Standby');
  await pipeline.call('activate?initial=paused');
  await pipeline.until('AwaitingApproval/Paused');
}

const remains = async (pipeline: Recorder) => {
  const left = await pipeline.wait(/^(?!AwaitingApproval)/, 1500);
  return left === null ? 'it was approved, and remains in AwaitingApproval' : null;
};

/** A start that is cancelled before it is provisioned. */
const cancelled = shown(/^a poll read status (Provisioning|Running)/, async (pipeline) => {
  await pipeline.call('start');
  await pipeline.call('stop');
  await pipeline.until('Stopped/Stopped');
  await watch(pipeline, 600);
});

/** Looks at the body of an activation. */
const activation = looked(async (pipeline) => {
  await pipeline.call('start?initial=standby');
  await pipeline.until('Standby/Standby');
  const { body } = await pipeline.call('activate');
  const number = body?.checkpoint_sequence_number;
  return Number.isInteger(number) && number >= 0 ? null : 'no checkpoint_sequence_number';
});

/** The scripts, by the name of the bug. */
export const scriptsOfMemory: Readonly<Record<string, Script>> = {
  'second-approve-takes-back': looked(async (pipeline) => {
    await awaiting(pipeline);
    await pipeline.call('approve');
    await pipeline.call('approve');
    return remains(pipeline);
  }),
  'pause-takes-approval-back': looked(async (pipeline) => {
    await awaiting(pipeline);
    await pipeline.call('approve');
    await pipeline.call('pause');
    return remains(pipeline);
  }),
  'second-pause-resumes': shown(
    /^a poll read status \w+ with desired status Running/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('pause');
      await pipeline.call('pause');
      await pipeline.see();
    },
  ),
  'activate-forgets-target': shown(/with desired status Running(,|$)/, async (pipeline) => {
    await awaiting(pipeline);
    await pipeline.call('approve');
    await pipeline.see();
  }),
  'activate-replaces-initial': shown(
    /^start\?initial=standby\S* is answered with 400/,
    async (pipeline) => {
      await pipeline.call('start?initial=standby&bootstrap_policy=allow');
      await pipeline.until('Standby/Standby');
      await pipeline.call('activate');
      await pipeline.until(/^(AwaitingApproval|Running)/);
      await pipeline.call('start?initial=standby&bootstrap_policy=allow');
    },
  ),
  'start-while-pending-changes-policy': shown(
    /^start\?bootstrap_policy=reject&dismiss_error=false is answered with 202/,
    async (pipeline) => {
      await pipeline.call('start');
      // Unless errors are dismissed, an unseen failure would be an explanation.
      await pipeline.call('start?bootstrap_policy=reject&dismiss_error=false');
    },
  ),
  'refused-start-changes-policy': shown(/^start is answered with 400/, async (pipeline) => {
    await pipeline.up();
    await pipeline.call('start?bootstrap_policy=reject');
    await pipeline.call('start');
  }),
  'refused-start-clears-error': shown(
    /^a poll read status Stopped with desired status Stopped, without an error/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.disturb('fail');
      await pipeline.until('Stopped/Stopped');
      await pipeline.call('start?dismiss_error=false');
      await pipeline.see();
    },
  ),
  'refused-dismissal-takes-effect': shown(
    /^a poll read status Stopping with desired status Stopped, without an error/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.disturb('fail');
      await pipeline.until('Stopping/Stopped');
      await pipeline.call('dismiss_error');
      await pipeline.see();
    },
  ),
  'start-forgets-initial': shown(
    /^start\?initial=paused&dismiss_error=false is answered with 202/,
    async (pipeline) => {
      await pipeline.up();
      await pipeline.call('pause');
      await pipeline.call('start?initial=paused&dismiss_error=false');
    },
  ),
  'cancelled-start-revived-after-80-ms': cancelled,
  'cancelled-start-revived-after-300-ms': cancelled,
  'stopped-while-provisioning-comes-up': shown(/^a poll read status Running/, async (pipeline) => {
    await pipeline.call('start');
    await pipeline.until('Provisioning/Running');
    await pipeline.call('stop');
    await pipeline.until('Stopped/Stopped');
    await watch(pipeline, 600);
  }),
  'approval-by-itself': shown(/^a poll read status Paused/, async (pipeline) => {
    await awaiting(pipeline);
    await watch(pipeline, 1400);
  }),
  'superseded-pause-applied-late': shown(/with desired status Paused(,|$)/, async (pipeline) => {
    await pipeline.up();
    await pipeline.call('pause');
    // As a rule, the runner has begun by then.
    await pipeline.sleep(5);
    await pipeline.call('resume');
    await watch(pipeline, 600);
  }),
  'refused-pause-is-carried-out-later': shown(
    /with desired status Paused(,|$)/,
    async (pipeline) => {
      await pipeline.call('start');
      await pipeline.until('Provisioning/Running');
      await pipeline.call('pause');
      await watch(pipeline, 400);
    },
  ),
  'refused-resume-is-carried-out-later': shown(
    /with desired status Running(,|$)/,
    async (pipeline) => {
      await pipeline.call('start?initial=standby');
      await pipeline.until('Standby/Standby');
      await pipeline.call('resume');
      await watch(pipeline, 400);
    },
  ),
  'activation-without-checkpoint': activation,
  'activation-with-checkpoint-of-minus-one': activation,
  'accepted-with-body-of-error': shown(
    /^stop\?force=true is answered with 202 Failed/,
    (pipeline) => pipeline.call('stop?force=true'),
  ),
  'conflict-without-hint': looked(async (pipeline) => {
    const { body } = await pipeline.call('pause');
    return typeof body.details.hint === 'string' ? null : 'details without a hint';
  }),
};
