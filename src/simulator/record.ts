/**
 * Records actions and readings as histories that `pipeline-lifecycle check` accepts.
 *
 * A history must be in the order in which the store did things, not in the order of the answers: a
 * poll that has read the pipeline just before a stop may be answered after it, and so may the event
 * of a stream. So an action is noted within the store's own step, and a reading is placed where the
 * store was read. To make that possible, lines wait until the present turn of the event loop is
 * over; nothing else comes between a read and its answer.
 */
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
import { FileNames, type RecordFiles, systemFiles, whyNotWritable } from './record-files';

/** The options of a recorder. */
export interface RecorderOptions {
  /** The file of the first history; others are put beside it. It is overwritten. */
  readonly file: string;
  readonly capabilities: Capabilities;
  /** Called when a history begins, with its file. */
  readonly onFile: (pipelineName: string, file: string) => void;
  /** Called if a file cannot be written any more; its history ends there. */
  readonly onProblem: (pipelineName: string, file: string, error: unknown) => void;
  readonly files?: RecordFiles | undefined;
}

/** A pipeline from its creation to its deletion: one history. */
interface Life {
  readonly name: string;
  /** How often the pipeline was written. */
  version: number;
  /** Null before the first line. */
  file: string | null;
  /** Lines by place: the version that they are about, or half a step on if they changed it. */
  readonly pending: { readonly place: number; readonly line: string }[];
  /** The place of the last line written. */
  written: number;
  isBroken: boolean;
}

/** Records everything that a simulator is asked. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #files: RecordFiles;
  readonly #names: FileNames;
  readonly #lives = new Map<string, Life>();
  readonly #dirty = new Set<Life>();
  /** The life that each reading is of, and its version. */
  readonly #reads = new WeakMap<Pipeline, { readonly life: Life; readonly version: number }>();
  /** The readings that a stream has told of: many streams tell of the same change. */
  readonly #streamed = new WeakSet<Pipeline>();
  #decided: { readonly action: CompleteAction; readonly decision: Decision } | undefined;
  #timer: NodeJS.Immediate | undefined;

  /** Throws InvalidInputError if the file cannot be written. */
  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#files = options.files ?? systemFiles;
    this.#names = new FileNames(options.file);
    try {
      // It is emptied only when there is something to record: serving may still fail.
      this.#files.append(options.file, '');
    } catch (error) {
      const allowed = `a file that can be written (${whyNotWritable(error)})`;
      throw new InvalidInputError({ field: 'record', value: options.file, allowed });
    }
  }

  /** Takes the place of `decide` in the handler, so that the store's step knows the decision. */
  readonly decide: typeof decide = (deployment, action, capabilities) => {
    const decision = decide(deployment, action, capabilities);
    this.#decided = { action: action as CompleteAction, decision };
    return decision;
  };

  /** Watches a store that does each thing in the turn in which it is asked, like memoryStore. */
  watched(store: LifecycleStore): LifecycleStore {
    return Object.freeze<LifecycleStore>({
      ...store,
      create: (pipeline) => {
        const { name } = pipeline;
        // If the name is taken, its life goes on.
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
          this.#noteUpdate(name, before, made.pipeline);
          return made;
        }),
    });
  }

  /** Notes the reading that a poll was answered with. */
  noteReading(pipeline: Pipeline): void {
    const read = this.#reads.get(pipeline);
    if (read === undefined) return;
    const { life, version } = read;
    if (version < life.written) this.#add(life, life.written, lateReadingLine);
    else this.#add(life, version, recordedReadingLine(pipeline));
  }

  /** Notes the reading that an event of a stream has shown, once for all streams that show it. */
  noteStreamed(pipeline: Pipeline): void {
    if (this.#streamed.has(pipeline)) return;
    this.#streamed.add(pipeline);
    this.noteReading(pipeline);
  }

  /** Writes every pending line. */
  flush(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    for (const life of this.#dirty) this.#write(life);
    this.#dirty.clear();
  }

  #noteUpdate(name: string, before: Pipeline, after: Pipeline | null): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    const isChanged = after !== before;
    if (this.#decided !== undefined) {
      this.#add(life, life.version + (isChanged ? 0.5 : 0), actionLine(this.#decided));
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

function newLife(name: string): Life {
  return { name, version: 0, file: null, pending: [], written: 0, isBroken: false };
}

function actionLine({ action, decision }: { action: CompleteAction; decision: Decision }): string {
  const [call, query] = [wireName(action.type), toQuery(action)];
  const { httpStatus: answer } = decision;
  const refusal = decision.accepted ? {} : { error_code: decision.error.error_code };
  return JSON.stringify({ call, query, answer, ...refusal });
}

function recordedReadingLine({ deployment }: Pipeline): string {
  return JSON.stringify({
    seen: {
      deployment_status: deployment.status,
      deployment_desired_status: deployment.desiredStatus,
      deployment_error: deployment.error === null ? null : true,
    },
  });
}

const lateReadingLine = JSON.stringify({ note: 'A reading came too late to be placed here.' });
