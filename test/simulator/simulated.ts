/** A simulator on a virtual clock, with its log and its histories at hand. */
import { onTestFinished } from 'vitest';
import type { DeploymentStatus } from '../../src/lifecycle/statuses';
import type { RecordFiles } from '../../src/simulator/record-files';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/simulator';
import { VirtualClock } from '../host/virtual-clock';

/** An answer, parsed. */
export interface ParsedAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Files in memory, and their texts. */
export function filesInMemory() {
  const texts = new Map<string, string>();
  const files: RecordFiles = {
    create: (file) => {
      texts.set(file, '');
    },
    append: (file, text) => {
      texts.set(file, (texts.get(file) ?? '') + text);
    },
  };
  return { files, texts };
}

/** Starts a simulator, by default without failures. It ends with the test. */
export async function simulated(
  options: SimulatorOptions & { readonly clock?: VirtualClock } = {},
) {
  const { clock = new VirtualClock() } = options;
  const log: string[] = [];
  const { files, texts } = filesInMemory();
  const given = { failures: 0, files, ...options, clock };
  const simulator = createSimulator({ ...given, log: (line) => log.push(line) });
  await simulator.start();
  await clock.settle();
  onTestFinished(() => simulator.stop());

  const ask = async (
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<ParsedAnswer> => {
    const response = await simulator.fetch(
      new Request(`http://localhost${path}`, { method, ...init }),
    );
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const deploymentOf = async (name: string) => {
    const pipeline = await simulator.store.read(name);
    if (pipeline === undefined) throw new Error(`No pipeline '${name}'.`);
    return pipeline.deployment;
  };
  return {
    ...{ simulator, clock, log, texts, ask, deploymentOf },
    /** Requests an action, such as `stop?force=true`. */
    call: (request: string, name = 'demo') => ask('POST', `/v0/pipelines/${name}/${request}`),
    poll: (name = 'demo', query = '') => ask('GET', `/v0/pipelines/${name}${query}`),
    /**
     * Watches by an event stream, until `leave`. Returns the statuses that its events have shown so
     * far, as they come.
     */
    watch: (name = 'demo') => watched(simulator, name),
    control: (control: string, name = 'demo') =>
      ask('POST', `/simulator/pipelines/${name}/${control}`),
    /** Lets time pass until the pipeline has this status. */
    until: (status: DeploymentStatus, name = 'demo') =>
      clock.runUntil(async () => (await deploymentOf(name)).status === status),
  };
}

async function watched({ fetch }: Simulator, name: string) {
  const { body } = await fetch(new Request(`http://localhost/v0/pipelines/${name}/events`));
  const shown: string[] = [];
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    for (;;) {
      const { value: event = '', done = true } = (await reader?.read()) ?? {};
      if (done) return;
      const status = /"deployment_status":"(\w+)"/.exec(event)?.[1];
      if (status !== undefined) shown.push(status);
    }
  };
  const ended = read();
  const leave = async () => {
    await reader?.cancel();
    await ended;
  };
  return { shown, leave };
}

/** A simulator on a virtual clock. */
export type Simulated = Awaited<ReturnType<typeof simulated>>;

/** Returns the log without times and names of pipelines. */
export function textsIn(log: readonly string[]): string[] {
  return log.map((line) => line.replace(/^\S+ +\S+ +/, ''));
}
