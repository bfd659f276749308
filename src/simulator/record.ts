/**
 * Records what is called and seen, as histories that `pipeline-lifecycle check` accepts.
 *
 * A history has to be in the order in which things happened, and that is the order in which the store did
 * them, not the one in which they were answered: a poll that has read the pipeline just before a stop may be
 * answered after it. So calls are taken down within the store's own step, and what a poll has read is
 * put where it was read. For that, lines wait until the present turn of the event loop is over; between
 * a read and its answer there is no other wait.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { LifecycleStore, Pipeline } from '../host';
import { InvalidInputError } from '../input';
import {
  type Capabilities,
  type CompleteAction,
  type Decision,
  decide,
  toQuery,
  wireName,
} from '../lifecycle';

/** Files, as far as a record needs them. Both throw where the file cannot be written. */
export interface RecordFiles {
  /** Makes the file, or empties it. */
  create(file: string): void;
  append(file: string, text: string): void;
}

/** The files of this machine. */
const systemFiles: RecordFiles = Object.freeze({
  create: (file: string) => writeFileSync(file, ''),
  append: (file: string, text: string) => appendFileSync(file, text),
});

/** Where to record. */
export interface RecordOptions {
  /** The history of the first pipeline; those of others are put beside it. What it has is overwritten. */
  readonly file: string;
  readonly capabilities: Capabilities;
  /** Told which history goes to which file, when it begins. */
  readonly onFile: (pipelineName: string, file: string) => void;
  /** Told of a file that cannot be written any more; its history ends there. */
  readonly onProblem: (pipelineName: string, file: string, error: unknown) => void;
  readonly files?: RecordFiles | undefined;
}

/** A pipeline from its creation to its end: one history. */
interface Life {
  readonly name: string;
  /** How often the pipeline was written. */
  version: number;
  /** Null before the first line. */
  file: string | null;
  /** Lines by their place: at the version that they are about, or half a step on where they changed it. */
  readonly pending: { readonly place: number; readonly line: string }[];
  /** The place of the last line that is written. */
  written: number;
  isBroken: boolean;
}

/** A record of everything that a simulator is asked. */
export class Recorder {
  readonly #options: RecordOptions;
  readonly #files: RecordFiles;
  readonly #names: FileNames;
  readonly #lives = new Map<string, Life>();
  readonly #dirty = new Set<Life>();
  /** What was read of which life, at which version. */
  readonly #reads = new WeakMap<Pipeline, { readonly life: Life; readonly version: number }>();
  #decided: { readonly action: CompleteAction; readonly decision: Decision } | undefined;
  #timer: NodeJS.Immediate | undefined;

  /** Throws InvalidInputError where the file cannot be written. */
  constructor(options: RecordOptions) {
    this.#options = options;
    this.#files = options.files ?? systemFiles;
    this.#names = new FileNames(options.file);
    try {
      // Not emptied before there is something to record: it may turn out that nothing can be served.
      this.#files.append(options.file, '');
    } catch (error) {
      const allowed = `a file that can be written (${reasonOf(error)})`;
      throw new InvalidInputError({ field: 'record', value: options.file, allowed });
    }
  }

  /** To be given to the handler in place of `decide`, so that the store's step has it in view. */
  readonly decide: typeof decide = (deployment, action, capabilities) => {
    const decision = decide(deployment, action, capabilities);
    this.#decided = { action: action as CompleteAction, decision };
    return decision;
  };

  /** The store, watched. It must do each thing in the turn in which it is asked, as memoryStore does. */
  watched(store: LifecycleStore): LifecycleStore {
    return Object.freeze<LifecycleStore>({
      ...store,
      create: (pipeline) => {
        const { name } = pipeline;
        // A name that is taken has its life already.
        if (!this.#lives.has(name)) this.#lives.set(name, newLife(name));
        return store.create(pipeline);
      },
      read: async (name) => {
        const life = this.#lives.get(name);
        const version = life?.version;
        const pipeline = await store.read(name);
        if (pipeline && life && version !== undefined) this.#reads.set(pipeline, { life, version });
        return pipeline;
      },
      update: (name, change) =>
        store.update(name, (before) => {
          this.#decided = undefined;
          const made = change(before);
          this.#took(name, before, made.pipeline);
          return made;
        }),
    });
  }

  /** Takes down what a poll was answered with. */
  seen(pipeline: Pipeline): void {
    const read = this.#reads.get(pipeline);
    if (read === undefined) return;
    const { life, version } = read;
    if (version < life.written) this.#add(life, life.written, overtaken);
    else this.#add(life, version, seenLine(pipeline));
  }

  /** Writes all that is left. */
  flush(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    for (const life of this.#dirty) this.#write(life);
    this.#dirty.clear();
  }

  #took(name: string, before: Pipeline, after: Pipeline | null): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    const isChanged = after !== before;
    if (this.#decided !== undefined) {
      this.#add(life, life.version + (isChanged ? 0.5 : 0), callLine(this.#decided));
    }
    if (isChanged) life.version += 1;
    if (after === null) this.#lives.delete(name);
  }

  #add(life: Life, place: number, line: string): void {
    if (life.isBroken) return;
    const before = life.pending.findLastIndex((each) => each.place <= place);
    life.pending.splice(before + 1, 0, { place, line });
    this.#dirty.add(life);
    this.#timer ??= setImmediate(() => this.flush());
  }

  #write(life: Life): void {
    const lines = life.pending.splice(0);
    const file = life.file ?? this.#names.next(life.name);
    try {
      if (life.file === null) this.#begin(life, file);
      this.#files.append(file, lines.map(({ line }) => `${line}\n`).join(''));
      life.written = lines.at(-1)?.place ?? life.written;
    } catch (error) {
      life.isBroken = true;
      this.#options.onProblem(life.name, file, error);
    }
  }

  #begin(life: Life, file: string): void {
    const { capabilities, onFile } = this.#options;
    life.file = file;
    this.#files.create(file);
    this.#files.append(file, `${JSON.stringify({ capabilities })}\n`);
    onFile(life.name, file);
  }
}

/** Which history goes where. */
class FileNames {
  readonly #first: string;
  /** In lower case, because some file systems take `Orders` and `orders` for the same. */
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(first: string) {
    this.#first = first;
  }

  /** The file of the next history of a pipeline of this name: its first, or that of a new life. */
  next(pipelineName: string): string {
    const extension = extname(this.#first);
    const stem = this.#first.slice(0, this.#first.length - extension.length);
    for (;;) {
      const count = (this.#counts.get(pipelineName) ?? 0) + 1;
      this.#counts.set(pipelineName, count);
      const own = count === 1 ? pipelineName : `${pipelineName}-${count}`;
      const file = this.#taken.size === 0 ? this.#first : `${stem}.${own}${extension}`;
      if (this.#taken.has(file.toLowerCase())) continue;
      this.#taken.add(file.toLowerCase());
      return file;
    }
  }
}

const overtaken = JSON.stringify({ note: 'What a poll has read here came too late to be placed.' });

function newLife(name: string): Life {
  return { name, version: 0, file: null, pending: [], written: 0, isBroken: false };
}

function callLine({ action, decision }: { action: CompleteAction; decision: Decision }): string {
  const [call, query] = [wireName(action.type), toQuery(action)];
  const { httpStatus: answer } = decision;
  const refusal = decision.accepted ? {} : { error_code: decision.error.error_code };
  return JSON.stringify({ call, query, answer, ...refusal });
}

function seenLine({ deployment }: Pipeline): string {
  return JSON.stringify({
    seen: {
      deployment_status: deployment.status,
      deployment_desired_status: deployment.desiredStatus,
      deployment_error: deployment.error === null ? null : true,
    },
  });
}

/** Why a file cannot be written, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'there is no such folder',
    EISDIR: 'this is a folder',
    EACCES: 'it may not be written',
    EROFS: 'it may not be written',
    ENOSPC: 'the disk is full',
  };
  return reasons[code ?? ''] ?? code ?? String(error);
}
