/**
 * The log: one line that a person can read for every call, refusal and step.
 *
 * What was sent is shown with control characters escaped and cut to a bounded length: a path must not be
 * able to paint the terminal.
 */
import type { Clock, Pipeline } from '../host';
import type { ReconcilerEvent } from '../host/reconciler';
import type { HandlerEvent } from '../http';
import { shortened } from '../input';
import type { Decision, Deployment } from '../lifecycle';
import { type RefusingRuleId, refusals } from '../lifecycle/rules';
import { wordsOf } from './log-steps';

/** Where lines go. */
export interface LogOptions {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  /** Whether lines are colored, for a terminal. */
  readonly color: boolean;
}

/** A request, as far as the events of a handler do not say it. */
export interface Asked {
  readonly method: string;
  /** With the query, without the host. */
  readonly path: string;
  /** Whether its line is written already. */
  isLogged: boolean;
  /** What it is about, and what came of it, as far as that is known before the answer. */
  pipelineName: string | null;
  news: string;
}

const colors = { plain: '', quiet: '2', good: '32', bad: '31', refused: '33' } as const;

/** How a line looks on a terminal. */
export type Tone = keyof typeof colors;

const lengthMax = 400;
const nameWidth = 8;

/** Writes the lines. */
export class Log {
  readonly #options: LogOptions;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** One line, about one pipeline or about none. */
  say(pipelineName: string | null, text: string, tone: Tone = 'plain'): void {
    const { write, clock } = this.#options;
    const name = shortened(pipelineName ?? '-', 100).padEnd(nameWidth);
    write(
      `${this.#paint('quiet', timeOf(clock.now()))} ${name} ${this.#paint(tone, shortened(text, lengthMax))}`,
    );
  }

  /** What the handler tells. `asked` is the request that it tells of. */
  handled(event: HandlerEvent, asked: Asked): void {
    switch (event.type) {
      case 'decided':
        asked.pipelineName = event.pipelineName;
        this.#decided(event.decision, asked);
        break;
      case 'read':
        asked.pipelineName = event.pipelineName;
        asked.news = seenAs(event.pipeline);
        break;
      case 'created':
      case 'deleted':
        asked.pipelineName = event.pipelineName;
        asked.news = event.type;
        break;
      case 'answered':
        if (!asked.isLogged) this.answered(asked, event);
        break;
      case 'failed':
        this.say(asked.pipelineName, `${what(asked)}  failed: ${messageOf(event.error)}`, 'bad');
        break;
    }
  }

  /** A request that was answered. */
  answered(
    asked: Asked,
    {
      httpStatus,
      errorCode,
      errorMessage,
      denial,
    }: Pick<
      Extract<HandlerEvent, { readonly type: 'answered' }>,
      'httpStatus' | 'errorCode' | 'denial'
    > & { readonly errorMessage?: string | null },
  ): void {
    asked.isLogged = true;
    const parts = [what(asked), `${httpStatus}${errorCode === null ? '' : ` ${errorCode}`}`];
    const news = denial ?? errorMessage ?? asked.news;
    if (news !== '') parts.push(shortened(news, 200));
    const name = asked.pipelineName ?? nameIn(asked.path);
    const usual = asked.method === 'GET' ? 'quiet' : 'plain';
    this.say(
      name,
      parts.join('  '),
      httpStatus >= 500 ? 'bad' : httpStatus >= 400 ? 'refused' : usual,
    );
  }

  /** What the reconciler tells; what nobody needs to read of it is left out. */
  reconciled(event: ReconcilerEvent): void {
    const words = wordsOf(event);
    if (words !== undefined) this.say(event.pipelineName, `runner  ${words.text}`, words.tone);
  }

  /** At once and not with the answer, so that the steps that follow from it stand below. */
  #decided(decision: Decision, asked: Asked): void {
    asked.isLogged = true;
    const { deployment, httpStatus } = decision;
    if (decision.accepted) {
      const unchanged = decision.changed ? '' : ', as before';
      const desired = `desired ${deployment.desiredStatus}${unchanged}`;
      this.say(asked.pipelineName, `${what(asked)}  ${httpStatus}  ${desired}`, 'good');
      return;
    }
    const { rule, error } = decision;
    const hint = refusals[rule as RefusingRuleId]?.hint ?? error.message;
    const refusal = `${httpStatus} ${error.error_code} (${rule}): ${hint}`;
    this.say(asked.pipelineName, `${what(asked)}  ${refusal}`, 'refused');
  }

  #paint(tone: Tone, text: string): string {
    const code = this.#options.color ? colors[tone] : '';
    return code === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
  }
}

const pipelinePath = /^\/(?:v0\/pipelines|simulator\/pipelines)\/([^/?]+)\/?(.*)$/s;

function nameIn(path: string): string | null {
  return pipelinePath.exec(path)?.[1] ?? null;
}

/** The request without what the column of names says already. */
function what({ method, path, pipelineName }: Asked): string {
  const [, name, rest = ''] = pipelinePath.exec(path) ?? [];
  const isOfPipeline = name !== undefined && (pipelineName === null || pipelineName === name);
  const from = path.startsWith('/simulator') ? 'simulator ' : '';
  const shown = isOfPipeline ? `${from}${rest}` : path;
  return shown === '' ? method : `${method} ${shortened(shown, 200)}`;
}

function seenAs({ deployment }: Pipeline): string {
  return `${statusesOf(deployment)}${deployment.error === null ? '' : `, error ${deployment.error.error_code}`}`;
}

function statusesOf({ status, desiredStatus }: Deployment): string {
  return status === desiredStatus ? status : `${status}, desired ${desiredStatus}`;
}

/** Without the stack, which says nothing to who reads a log of calls. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The time of day here, to the millisecond. */
function timeOf(now: number): string {
  const date = new Date(now);
  const two = (part: number) => String(part).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
