/**
 * The log of all workers: the file to which each appends a line for each task that begins or ends,
 * and for each turn of its event loop. The order of the lines is that in which things happened, so
 * no clock has a say in what is found.
 *
 * A worker that was replaced must leave the pipeline alone as soon as it can know that. A worker
 * that is stopped, or that a busy machine lets wait, knows nothing; but neither does it turn. So
 * what it does counts against it only once it has turned a few times since it was replaced.
 */
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

/** A line of the log. */
export type LogLine = { readonly pid: number; readonly at: number } & (
  | { readonly type: 'turn' }
  /** Something was thrown that never should. */
  | { readonly type: 'broken'; readonly error: string }
  | ({ readonly type: 'begun' | 'ended' } & TaskWords)
);

interface TaskWords {
  readonly pipeline: string;
  readonly generation: number;
  readonly step: string;
  readonly fence: number;
}

/** A task that was begun. */
interface Begun extends TaskWords {
  readonly pid: number;
  /** The turns of each worker at that place of the log. */
  readonly turns: ReadonlyMap<number, number>;
}

/** A worker may turn this often until it has heard that another task has replaced its own. */
export const turnsMax = 10;

/** Reads lines one by one, and finds pipelines that were asked of two workers at once. */
export class TaskJudge {
  /** The violations, in words. */
  readonly problems: string[] = [];
  readonly #canRepeatFences: boolean;
  readonly #turns = new Map<number, number>();
  readonly #times = new Map<number, number>();
  /** The task of each pipeline that has replaced all others. */
  readonly #latest = new Map<string, Begun>();
  /** The tasks that each worker is doing. */
  readonly #doing = new Map<number, Begun[]>();
  readonly #steps = new Set<string>();
  #asked: number | undefined;

  /** If fences can be repeated, another worker may be asked for the same task. */
  constructor({ canRepeatFences = false } = {}) {
    this.#canRepeatFences = canRepeatFences;
  }

  /** The worker that was asked last. */
  get asked(): number | undefined {
    return this.#asked;
  }

  /** Reads the next line. */
  read(line: LogLine): void {
    const { type, pid } = line;
    this.#times.set(pid, line.at);
    if (type === 'turn') this.#turn(pid);
    else if (type === 'broken') this.problems.push(`Worker ${pid} is broken: ${line.error}`);
    else if (type === 'begun') this.#begin(pid, line);
    else this.#end(pid, line);
  }

  /** The latest line of a worker, in milliseconds of the machine; undefined if there is none. */
  lastSeen(pid: number): number | undefined {
    return this.#times.get(pid);
  }

  /** True if a worker was asked for this step of a deployment. */
  wasAsked(pipeline: string, generation: number, step: string): boolean {
    return this.#steps.has(`${pipeline} ${generation} ${step}`);
  }

  #turn(pid: number): void {
    this.#turns.set(pid, (this.#turns.get(pid) ?? 0) + 1);
    for (const task of this.#doing.get(pid) ?? []) {
      const latest = this.#latest.get(task.pipeline) as Begun;
      if (task !== latest && this.#turnsSince(latest, pid) === turnsMax) {
        this.problems.push(`${inWords(task)} goes on beside ${inWords(latest)}.`);
      }
    }
  }

  #begin(pid: number, { pipeline, generation, step, fence }: TaskWords): void {
    this.#asked = pid;
    this.#steps.add(`${pipeline} ${generation} ${step}`);
    const task = { pid, pipeline, generation, step, fence, turns: new Map(this.#turns) };
    this.#doing.set(pid, [...(this.#doing.get(pid) ?? []), task]);
    const latest = this.#latest.get(pipeline);
    if (latest === undefined || fence >= latest.fence) this.#latest.set(pipeline, task);
    if (latest !== undefined && !this.#mayFollow(task, latest)) {
      this.problems.push(`${inWords(task)} comes after ${inWords(latest)}.`);
    }
  }

  #mayFollow({ pid, fence }: Begun, latest: Begun): boolean {
    if (fence > latest.fence) return true;
    if (fence === latest.fence) return pid === latest.pid || this.#canRepeatFences;
    return pid !== latest.pid && this.#turnsSince(latest, pid) < turnsMax;
  }

  #end(pid: number, { pipeline, fence }: TaskWords): void {
    const doing = this.#doing.get(pid) ?? [];
    const index = doing.findIndex((each) => each.pipeline === pipeline && each.fence === fence);
    doing.splice(index, 1);
  }

  #turnsSince({ turns }: Begun, pid: number): number {
    return (this.#turns.get(pid) ?? 0) - (turns.get(pid) ?? 0);
  }
}

function inWords({ pid, step, pipeline, fence }: Begun): string {
  return `${step} of ${pipeline} by worker ${pid} with fence ${fence}`;
}

/** The file of a log, and what is found in it. */
export class TaskLog {
  readonly path: string;
  readonly judge: TaskJudge;
  readonly #file: number;
  #rest = '';

  /** Makes the file. */
  constructor(path: string, judge: TaskJudge) {
    this.path = path;
    this.judge = judge;
    writeFileSync(path, '');
    this.#file = openSync(path, 'r');
  }

  /** Reads what was added, and returns the judge. */
  read(): TaskJudge {
    const chunk = Buffer.alloc(65_536);
    for (;;) {
      const size = readSync(this.#file, chunk);
      if (size === 0) return this.judge;
      // Names and numbers have one byte a character.
      const lines = (this.#rest + chunk.toString('latin1', 0, size)).split('\n');
      this.#rest = lines.pop() as string;
      for (const line of lines) this.judge.read(JSON.parse(line));
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
