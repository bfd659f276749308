/**
 * The log: one readable line for every request, refusal and step.
 *
 * What a client sent is shown with control characters escaped and at a bounded length, so that a
 * path cannot paint the terminal.
 */
import type { Clock, Pipeline } from '../host';
import type { ReconcilerEvent } from '../host/reconciler';
import type { HandlerEvent } from '../http';
import { readThrown, shortened } from '../input';
import type { Decision, Deployment } from '../lifecycle';
import { type RefusingRuleId, refusals } from '../lifecycle/rules';
import { stepLine } from './log-steps';

/** The options of a log. */
export interface LogOptions {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  /** True to color the lines, for a terminal. */
  readonly color: boolean;
}

/** A request, as far as the events of a handler do not describe it. */
export interface LoggedRequest {
  readonly method: string;
  /** With the query, without the host. */
  readonly path: string;
  /** True once its line is written. */
  isLogged: boolean;
  /** The pipeline it is about, as soon as that is known. */
  pipelineName: string | null;
  /** Its effect in words, as soon as that is known; empty before. */
  effect: string;
}

/** An answer, as far as the log shows it. */
export interface LoggedAnswer {
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly denial: string | null;
}

const toneCodes = { plain: '', quiet: '2', good: '32', bad: '31', refused: '33' } as const;

/** How a line looks on a terminal. */
export type LineTone = keyof typeof toneCodes;

const lineLengthMax = 400;
const nameWidth = 8;

/** Writes the lines. */
export class Log {
  readonly #options: LogOptions;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Writes one line, about one pipeline or none. */
  say(pipelineName: string | null, text: string, tone: LineTone = 'plain'): void {
    const { write, clock } = this.#options;
    const time = this.#paint('quiet', timeOfDay(clock.now()));
    const name = shortened(pipelineName ?? '-', 100).padEnd(nameWidth);
    write(`${time} ${name} ${this.#paint(tone, shortened(text, lineLengthMax))}`);
  }

  /** Logs an event of the handler, which is about this request. */
  handled(event: HandlerEvent, request: LoggedRequest): void {
    switch (event.type) {
      case 'decided':
        request.pipelineName = event.pipelineName;
        this.#decided(event.decision, request);
        break;
      case 'read':
        request.pipelineName = event.pipelineName;
        request.effect = readingText(event.pipeline);
        break;
      case 'streamed':
        // The log shows requests; a change that a stream tells of stands there already.
        break;
      case 'created':
      case 'deleted':
        request.pipelineName = event.pipelineName;
        request.effect = event.type;
        break;
      case 'answered':
        if (!request.isLogged) this.answered(request, event);
        break;
      case 'abandoned':
        this.say(
          request.pipelineName ?? pipelineNameIn(request.path),
          `${requestText(request)}  cut off before the answer`,
          'quiet',
        );
        break;
      case 'failed': {
        const text = `${requestText(request)}  failed: ${readThrown(event.error).text}`;
        this.say(request.pipelineName, text, 'bad');
        break;
      }
    }
  }

  /** Logs the answer to a request. */
  answered(request: LoggedRequest, answer: LoggedAnswer): void {
    request.isLogged = true;
    const { httpStatus, errorCode, errorMessage, denial } = answer;
    const parts = [requestText(request), [httpStatus, errorCode ?? []].flat().join(' ')];
    const result = denial ?? errorMessage ?? request.effect;
    if (result !== '') parts.push(shortened(result, 200));
    const name = request.pipelineName ?? pipelineNameIn(request.path);
    this.say(name, parts.join('  '), answerTone(httpStatus, request.method));
  }

  /** Logs an event of the reconciler, unless another event says the same. */
  reconciled(event: ReconcilerEvent): void {
    const line = stepLine(event);
    if (line !== undefined) this.say(event.pipelineName, `runner  ${line.text}`, line.tone);
  }

  /** Logs a decision at once, not with the answer, so that the steps that follow stand below it. */
  #decided(decision: Decision, request: LoggedRequest): void {
    request.isLogged = true;
    const { deployment, httpStatus } = decision;
    const asked = `${requestText(request)}  ${httpStatus}`;
    if (decision.accepted) {
      const unchanged = decision.changed ? '' : ', as before';
      this.say(
        request.pipelineName,
        `${asked}  desired ${deployment.desiredStatus}${unchanged}`,
        'good',
      );
      return;
    }
    const { rule, error } = decision;
    const hint = refusals[rule as RefusingRuleId]?.hint ?? error.message;
    this.say(request.pipelineName, `${asked} ${error.error_code} (${rule}): ${hint}`, 'refused');
  }

  #paint(tone: LineTone, text: string): string {
    const code = this.#options.color ? toneCodes[tone] : '';
    return code === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
  }
}

function answerTone(httpStatus: number, method: string): LineTone {
  if (httpStatus >= 500) return 'bad';
  if (httpStatus >= 400) return 'refused';
  return method === 'GET' ? 'quiet' : 'plain';
}

const pipelinePathPattern = /^\/(?:v0\/pipelines|simulator\/pipelines)\/([^/?]+)\/?(.*)$/s;

function pipelineNameIn(path: string): string | null {
  return pipelinePathPattern.exec(path)?.[1] ?? null;
}

/** Returns the request without what the column of names shows already. */
function requestText({ method, path, pipelineName }: LoggedRequest): string {
  const [, name, rest = ''] = pipelinePathPattern.exec(path) ?? [];
  const isOfPipeline = name !== undefined && (pipelineName === null || pipelineName === name);
  const from = path.startsWith('/simulator') ? 'simulator ' : '';
  const shown = isOfPipeline ? `${from}${rest}` : path;
  return shown === '' ? method : `${method} ${shortened(shown, 200)}`;
}

function readingText({ deployment }: Pipeline): string {
  const { error } = deployment;
  return `${statusesText(deployment)}${error === null ? '' : `, error ${error.error_code}`}`;
}

function statusesText({ status, desiredStatus }: Deployment): string {
  return status === desiredStatus ? status : `${status}, desired ${desiredStatus}`;
}

/** Returns the local time of day, to the millisecond. */
function timeOfDay(now: number): string {
  const date = new Date(now);
  const two = (part: number) => String(part).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
