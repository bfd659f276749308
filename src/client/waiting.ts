/** Waiting on the server: long polls, one after the other, until the outcome is known. */
import { InvalidInputError, oneOf } from '../input';
import { type DeploymentStatus, deploymentStatuses } from '../lifecycle';
import type { Answer } from './answers';
import { refusalOf, successOf } from './answers';
import type { PipelineBody } from './bodies';
import { UnexpectedAnswerError } from './errors';
import type { ClientSettings } from './options';
import { bodyOfPipeline } from './reading';
import { type CallOptions, pipelinePath, signalOf } from './requests';
import { attemptPause, sendRepeatedly, untilAborted } from './sending';

/** Whatever can be waited for: a status, or `settled`, once there is nothing to do. */
export type Awaited = DeploymentStatus | 'settled';

/** The end of a wait. */
export interface WaitEnd {
  /** `unreachable` if it takes an action of a user. */
  readonly outcome: 'reached' | 'unreachable';
  readonly pipeline: PipelineBody;
}

/** How long the server holds a poll, in seconds: shorter than the patience of most proxies. */
const secondsOfPoll = 30;

/** Waits until the pipeline is as asked for, or cannot become so without a user. */
export async function waitUntil(
  settings: ClientSettings,
  pipelineName: string,
  asked: { readonly target: Awaited | readonly Awaited[]; readonly options: CallOptions },
): Promise<Answer<WaitEnd>> {
  const signal = signalOf(asked.options);
  const wait = targetsOf(asked.target).join(',');
  const path = `${pipelinePath(pipelineName)}?wait=${wait}&timeout=${secondsOfPoll}`;
  for (;;) {
    const outgoing = {
      method: 'GET',
      path,
      signal,
      headers: { accept: 'application/json' },
    } as const;
    const response = await sendRepeatedly(settings, outgoing, true);
    if (response.httpStatus >= 300) return refusalOf(response);
    const request = `GET ${path}`;
    const success = successOf(response, bodyOfPipeline, request);
    const outcome = response.headers.get('wait-outcome');
    if (outcome === 'reached' || outcome === 'unreachable') {
      return { ...success, value: { outcome, pipeline: success.value } };
    }
    if (outcome !== 'timeout') {
      const problem = 'lacks the header Wait-Outcome, so the server did not wait';
      throw new UnexpectedAnswerError(request, response.httpStatus, problem);
    }
    // A server may end each wait at once, for example shortly before the credentials expire.
    await untilAborted(settings.sleep(attemptPause(1), signal), signal);
  }
}

function targetsOf(target: Awaited | readonly Awaited[]): readonly Awaited[] {
  const targets: readonly unknown[] = Array.isArray(target) ? [...target] : [target];
  const all: readonly unknown[] = ['settled', ...deploymentStatuses];
  const value = targets.find((each) => !all.includes(each));
  if (targets.length > 0 && value === undefined && !targets.includes(undefined)) {
    return targets as readonly Awaited[];
  }
  throw new InvalidInputError({ field: 'target', value, allowed: oneOf(all) });
}
