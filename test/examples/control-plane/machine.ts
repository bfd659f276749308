/** A machine for the executor of the example control plane: a folder, and workers that share it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error -- an example, not a module with types
import * as control from '../../../examples/control-plane/executor/control.mjs';
// @ts-expect-error -- an example, not a module with types
import { processExecutor } from '../../../examples/control-plane/executor/executor.mjs';
// @ts-expect-error -- an example, not a module with types
import { Folders } from '../../../examples/control-plane/executor/folders.mjs';
// @ts-expect-error -- an example, not a module with types
import { endPipelines } from '../../../examples/control-plane/plane.mjs';
import type { Executor, Task } from '../../../src/host';
import { createDeployment, type DesiredStatus, type Observation } from '../../../src/lifecycle';

/** A process, as the ledger has it. */
export interface KnownProcess {
  readonly generation: number;
  readonly pid: number;
  readonly socket: string;
  readonly from: number;
  readonly end: { readonly how: string; readonly checkpoint: number | null } | null;
}

/** The status of a process, as it says itself. */
interface SaidStatus {
  readonly mode: string;
  readonly count: number;
  readonly checkpoint: number;
}

/** The pipeline that all tasks are about. */
export const orders = { pipelineName: 'orders', pipelineId: 'orders:1' };

/** A worker: its executor, and all that it has told. */
export interface WorkerOfMachine {
  readonly executor: Executor;
  readonly events: readonly string[];
  readonly reported: readonly Observation[];
  readonly close: () => void;
}

const machines: Machine[] = [];

/** Ends all machines of the tests, which run at the same time. */
export async function endMachines(): Promise<void> {
  await Promise.all(machines.splice(0).map((machine) => machine.end()));
}

/** A folder of data, which `endMachines` removes with every process. */
export class Machine {
  readonly data = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-machine-'));
  readonly #folders = new Folders(this.data);

  readonly #workers: WorkerOfMachine[] = [];

  constructor() {
    machines.push(this);
  }

  /** Ends every process, and removes the data. */
  async end(): Promise<void> {
    for (const { close } of this.#workers) close();
    await endPipelines(this.data);
    rmSync(this.data, { recursive: true, force: true });
  }

  /**
   * Starts a worker; it watches the processes if `watches` is not false. They go on for `alone`
   * milliseconds if nobody does.
   */
  worker(name: string, { watches = true, alone = 60_000 } = {}): WorkerOfMachine {
    const events: string[] = [];
    const reported: Observation[] = [];
    const onEvent = ({ type }: { readonly type: string }) => events.push(type);
    // A process that a killed run of the tests leaves behind ends after a minute.
    const { executor, close } = processExecutor({
      data: this.data,
      worker: name,
      settings: { alone, 'checkpoint-every': 200 },
      onEvent,
    });
    if (watches) {
      executor.connect(async (_: unknown, observation: Observation) => {
        reported.push(observation);
      });
    }
    const worker = { executor, events, reported, close };
    this.#workers.push(worker);
    return worker;
  }

  /** The ledger of the pipeline. */
  get ledger() {
    return this.#folders.ledger(orders.pipelineId);
  }

  /** The latest process of the pipeline. Throws if there is none. */
  get process(): KnownProcess {
    const known = this.ledger.read()?.process;
    if (known == null) throw new Error('There is no process.');
    return known;
  }

  /** Asks the process what it does. */
  status(process = this.process): Promise<SaidStatus> {
    return control.ask(process, { command: 'status' });
  }

  /** Sends the process a command. */
  command(command: string, fence: number): Promise<unknown> {
    return control.ask(this.process, { command, fence });
  }

  /** True if this process lives. */
  async lives(process: KnownProcess): Promise<boolean> {
    const connection = await control.connectTo(process);
    connection?.destroy();
    return connection !== undefined;
  }
}

/** A task about the pipeline. */
export function taskOf(
  desiredStatus: DesiredStatus,
  { fence = 1, generation = 1, checkpoint = null as number | null, signal = never } = {},
): Task {
  const deployment = { ...createDeployment(), desiredStatus, generation, checkpoint };
  return { ...orders, deployment, fence, signal };
}

const never = new AbortController().signal;
