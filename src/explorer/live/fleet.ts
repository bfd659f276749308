/** The pipelines of a server, as the events of its stream tell of them. */
import type { PipelineBody, WatchEvent } from '../../client';
import { statusLabel } from '../../lifecycle';

/** A change of a pipeline that was seen as it happened. */
export interface FleetChange {
  /** Counts all changes. */
  readonly turn: number;
  readonly at: Date;
  readonly name: string;
  /** The state that it has now, in words. */
  readonly text: string;
}

/** The pipelines at one moment. */
export interface FleetView {
  /** Sorted by name. */
  readonly pipelines: readonly PipelineBody[];
  /** The latest changes, the newest first. */
  readonly changes: readonly FleetChange[];
}

/** An empty fleet. */
export const noPipelines: FleetView = { pipelines: [], changes: [] };

const changesMax = 200;

/** Collects what a stream tells; `view` puts it together when it is to be shown. */
export class Fleet {
  readonly #pipelines = new Map<string, PipelineBody>();
  #names: readonly string[] | null = null;
  #changes: readonly FleetChange[] = [];
  #turn = 0;
  /** False while the server still lists the pipelines: those lines are not changes. */
  #isListed = false;

  /** Takes an event that came at this time. */
  take(event: WatchEvent, at: Date): void {
    if (event.type === 'listed') this.#isListed = true;
    else if (event.type === 'interrupted') this.#isListed = false;
    else if (event.type === 'pipeline') {
      const { pipeline } = event;
      const before = this.#pipelines.get(pipeline.name);
      if (before === undefined) this.#names = null;
      this.#pipelines.set(pipeline.name, pipeline);
      const text = stateInWords(pipeline);
      if (before === undefined ? this.#isListed : text !== stateInWords(before)) {
        this.#note({ at, name: pipeline.name, text });
      }
    } else if (event.type === 'deleted') {
      this.#pipelines.delete(event.name);
      this.#names = null;
      this.#note({ at, name: event.name, text: 'deleted' });
    }
  }

  /** The fleet as it is now. */
  view(): FleetView {
    this.#names ??= [...this.#pipelines.keys()].sort();
    const pipelines = this.#names.flatMap((name) => this.#pipelines.get(name) ?? []);
    return { pipelines, changes: this.#changes };
  }

  #note(change: Omit<FleetChange, 'turn'>): void {
    this.#turn += 1;
    this.#changes = [{ ...change, turn: this.#turn }, ...this.#changes.slice(0, changesMax - 1)];
  }
}

/** Returns the state of a pipeline for people: "Running, to be paused". */
export function stateInWords(pipeline: PipelineBody): string {
  const { deployment_status: status, deployment_desired_status: desiredStatus } = pipeline;
  try {
    const error = errorCodeOf(pipeline);
    return `${statusLabel({ status, desiredStatus })}${error === '' ? '' : `, ${error}`}`;
  } catch {
    // Another server may have statuses that are not ours.
    return `${textOr(status, '?')}, desired ${textOr(desiredStatus, '?')}`;
  }
}

/** Returns the code of the error of a pipeline; empty if it has none. */
export function errorCodeOf({ deployment_error: error }: PipelineBody): string {
  return error === null || error === undefined ? '' : textOr(error.error_code, 'Error');
}

/** Returns a text as it is, and another one in place of anything else. */
export function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value : other;
}

/** Returns the pipelines whose name or status has this text. */
export function filtered(pipelines: readonly PipelineBody[], text: string) {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return pipelines;
  return pipelines.filter((each) =>
    [each.name, each.deployment_status, each.deployment_desired_status].some((field) =>
      textOr(field, '').toLowerCase().includes(wanted),
    ),
  );
}
