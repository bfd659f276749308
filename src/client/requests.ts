/** The parts that all calls have in common: their options and their paths. */
import { InvalidInputError, optionsOf, type Problem, throwFirst } from '../input';
import { type Answer, refusalOf, successOf } from './answers';
import type { ClientSettings } from './options';
import { never, type Outgoing, sendRepeatedly } from './sending';

/** The options of every call. */
export interface CallOptions {
  /** Ends the call: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** Returns the signal of a call. Throws InvalidInputError for unknown options. */
export function signalOf(options: CallOptions, others: readonly string[] = []): AbortSignal {
  const signal = watchSignalOf(options, others);
  signal.throwIfAborted();
  return signal;
}

/** Returns the signal of a call that ends quietly with it. Throws InvalidInputError. */
export function watchSignalOf(options: CallOptions, others: readonly string[] = []): AbortSignal {
  const { signal = never } = optionsOf(options, ['signal', ...others], 'a call');
  throwFirst(callSignalProblems(signal));
  return signal;
}

function callSignalProblems(signal: unknown): Problem[] {
  // Not by its class: a signal may come from another frame.
  const isSignal = typeof (signal as AbortSignal | null)?.throwIfAborted === 'function';
  return isSignal ? [] : [{ field: 'signal', value: signal, allowed: 'an AbortSignal' }];
}

/** Returns the path of a pipeline, or of something of it. Throws InvalidInputError. */
export function pipelinePath(pipelineName: string, request?: string): string {
  // Addresses lose segments of dots, and an empty name would be the list.
  if (typeof pipelineName !== 'string' || /^\.{0,2}$/.test(pipelineName)) {
    const allowed = 'the name of a pipeline';
    throw new InvalidInputError({ field: 'pipelineName', value: pipelineName, allowed });
  }
  const path = `/pipelines/${encodeURIComponent(pipelineName)}`;
  return request === undefined ? path : `${path}/${request}`;
}

/** A request, and how its answer is read. */
export interface ReadCall<Value> extends Outgoing {
  /** True if it does no harm to send it twice. */
  readonly isRepeatable: boolean;
  /** Reads the body of a success; null if it is empty. Undefined if it is not one of the API. */
  readonly bodyOf: (body: unknown) => Value | undefined;
}

/** Sends a request, and returns the answer. */
export async function answerTo<Value>(
  settings: ClientSettings,
  call: ReadCall<Value>,
): Promise<Answer<Value>> {
  const { method, path, isRepeatable, bodyOf } = call;
  const response = await sendRepeatedly(settings, call, isRepeatable);
  if (response.httpStatus >= 300) return refusalOf(response);
  return successOf(response, bodyOf, `${method} ${path}`);
}
