/** The program, the storage and the events of each pipeline, as long as the simulator runs. */
import type { Clock, Pipeline } from '../../host';
import type { Fields } from '../../input';
import { resourcesStatus } from '../../lifecycle';

/** The fields of a program. It is kept, and never compiled. */
export const programFields = [
  ...['description', 'program_code', 'program_config', 'runtime_config', 'udf_rust', 'udf_toml'],
  'tags',
] as const;

/** The status of the storage of a pipeline. */
export type StorageStatus = 'Cleared' | 'InUse' | 'Clearing';

/** A change of a pipeline, as the list of its events has it. */
export interface MonitorEvent {
  readonly event_id: string;
  readonly recorded_at: string;
  readonly pipeline: Pipeline;
  readonly storage: StorageStatus;
}

interface KeptPipeline {
  program: Fields;
  version: number;
  storage: { status: StorageStatus; until: number };
  readonly events: MonitorEvent[];
}

/** How long clearing takes, in milliseconds. */
const clearingTime = 500;
const eventsMax = 720;

/** Keeps programs, storage and events, by the id of the pipeline. */
export class KeptPipelines {
  readonly #clock: Clock;
  readonly #pipelines = new Map<string, KeptPipeline>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The fields of a program and its version. */
  programOf(pipeline: Pipeline): Fields {
    const { program, version } = this.#of(pipeline);
    return { ...program, version, program_version: version };
  }

  /** Keeps a program. */
  keepProgram(pipeline: Pipeline, program: Fields): void {
    const kept = this.#of(pipeline);
    if (Object.keys(kept.program).length > 0) kept.version += 1;
    kept.program = program;
  }

  /** The status of the storage; a pipeline that holds resources uses it. */
  storageOf(pipeline: Pipeline): StorageStatus {
    const { storage } = this.#of(pipeline);
    if (resourcesStatus(pipeline.deployment) !== 'Stopped') storage.status = 'InUse';
    const isCleared = storage.status === 'Clearing' && this.#clock.now() >= storage.until;
    if (isCleared) storage.status = 'Cleared';
    return storage.status;
  }

  /** Begins to clear the storage, unless it is cleared. */
  clear(pipeline: Pipeline): void {
    if (this.storageOf(pipeline) === 'Cleared') return;
    this.#of(pipeline).storage = { status: 'Clearing', until: this.#clock.now() + clearingTime };
  }

  /** Notes how a pipeline has become. */
  note(pipeline: Pipeline): void {
    const { events } = this.#of(pipeline);
    const storage = this.storageOf(pipeline);
    if (events.at(-1)?.pipeline.revision === pipeline.revision) return;
    const event_id = `${pipeline.id}.${pipeline.revision}`;
    const recorded_at = new Date(this.#clock.now()).toISOString();
    events.push({ event_id, recorded_at, pipeline, storage });
    if (events.length > eventsMax) events.shift();
  }

  /** The changes that were noted, the latest first. */
  eventsOf(pipeline: Pipeline): readonly MonitorEvent[] {
    return this.#of(pipeline).events.toReversed();
  }

  #of({ id }: Pipeline): KeptPipeline {
    const known = this.#pipelines.get(id);
    if (known !== undefined) return known;
    const storage = { status: 'Cleared' as const, until: 0 };
    const kept: KeptPipeline = { program: {}, version: 1, storage, events: [] };
    this.#pipelines.set(id, kept);
    return kept;
  }
}
