/** The executor of the example control plane, on real processes. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, test as each, expect } from 'vitest';
// @ts-expect-error -- an example, not a module with types
import { Folders } from '../../../examples/control-plane/executor/folders.mjs';
// @ts-expect-error -- an example, not a module with types
import { spawnPipeline } from '../../../examples/control-plane/executor/launch.mjs';
import { TaskCalledOffError } from '../../../src/host';
import { until } from '../../until';
import { endMachines, Machine, taskOf } from './machine';

// They wait for processes most of the time.
const test = each.concurrent;

afterAll(endMachines);

test('a pipeline runs, pauses and goes on, in one process', async () => {
  const machine = new Machine();
  const { executor, events } = machine.worker('worker-1');
  expect(await executor.provision(taskOf('Running'))).toBe('running');
  const { pid } = machine.process;
  await until(async () => (await machine.status()).count > 0);
  await executor.pause(taskOf('Paused', { fence: 2 }));
  expect((await machine.status()).mode).toBe('paused');
  await executor.resume(taskOf('Running', { fence: 3 }));
  expect((await machine.status()).mode).toBe('running');
  expect(machine.process).toMatchObject({ pid, end: null });
  expect(events).toEqual(['task', 'started', 'task', 'task']);
});

test('a pipeline waits in standby until it is activated', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  expect(await executor.provision(taskOf('Standby'))).toBe('standby');
  expect(await machine.status()).toMatchObject({ mode: 'standby', count: 0 });
  expect(await executor.activate(taskOf('Paused'))).toBe('paused');
  expect((await machine.status()).mode).toBe('paused');
});

test('a graceful stop makes a checkpoint, and the next start goes on from there', async () => {
  const machine = new Machine();
  const { executor, reported } = machine.worker('worker-1');
  await executor.provision(taskOf('Running'));
  await until(async () => (await machine.status()).count > 0);
  const first = machine.process;
  const { checkpoint } = await executor.suspend(taskOf('Suspended'));
  expect(checkpoint).toBeGreaterThan(0);
  await until(async () => !(await machine.lives(first)));
  await executor.deprovision(taskOf('Stopped', { checkpoint }));
  await executor.provision(taskOf('Paused', { generation: 2, checkpoint }));
  expect(machine.process).toMatchObject({ generation: 2, from: checkpoint });
  expect((await machine.status()).count).toBeGreaterThan(0);
  // The end was asked for, so it was no crash.
  expect(reported.filter(({ type }) => type === 'failed')).toEqual([]);
});

test('a suspension whose worker was gone before it could say so is not made again', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  await executor.provision(taskOf('Running'));
  const first = await executor.suspend(taskOf('Suspended'));
  const next = machine.worker('worker-2');
  expect(await next.executor.suspend(taskOf('Suspended', { fence: 2 }))).toEqual(first);
});

test('a forced stop kills the process, and keeps its last checkpoint', async () => {
  const machine = new Machine();
  const { executor, reported } = machine.worker('worker-1');
  await executor.provision(taskOf('Running'));
  const killed = machine.process;
  await until(async () => (await machine.status()).checkpoint > 0);
  await executor.deprovision(taskOf('Stopped'));
  expect(await machine.lives(killed)).toBe(false);
  expect(machine.process.end?.how).toBe('killed');
  expect(reported.at(-1)).toMatchObject({ type: 'checkpointed', generation: 1 });
  expect(reported.filter(({ type }) => type === 'failed')).toEqual([]);
});

test('a forced stop kills a process that is stopped by a signal', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  await executor.provision(taskOf('Running'));
  const hanging = machine.process;
  process.kill(hanging.pid, 'SIGSTOP');
  await executor.deprovision(taskOf('Stopped'));
  expect(await machine.lives(hanging)).toBe(false);
});

test('a crash is noticed by every worker, and reported with its generation', async () => {
  const machine = new Machine();
  const workers = ['worker-1', 'worker-2'].map((name) => machine.worker(name));
  await workers[0]?.executor.provision(taskOf('Running'));
  const { pid } = machine.process;
  process.kill(pid, 'SIGKILL');
  for (const { reported } of workers) {
    await until(() => reported.some(({ type }) => type === 'failed'));
    const failure = reported.find(({ type }) => type === 'failed');
    const error = { error_code: 'PipelineCrashed', details: { pid } };
    expect(failure).toMatchObject({ generation: 1, error });
  }
  // The generation is over: it is not started once more.
  const again = workers[0]?.executor.provision(taskOf('Running'));
  await expect(again).rejects.toMatchObject({ name: 'DeploymentFailedError' });
});

test('a crash that no worker has seen is reported by the next one', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1', { watches: false });
  await executor.provision(taskOf('Running'));
  const dead = machine.process;
  process.kill(dead.pid, 'SIGKILL');
  await until(async () => !(await machine.lives(dead)));
  const { reported } = machine.worker('worker-2');
  await until(() => reported.some(({ type }) => type === 'failed'));
});

test('a pause whose worker is gone before it could say so is reported all the same', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1', { watches: false });
  await executor.provision(taskOf('Running'));
  const watching = machine.worker('worker-2');
  await machine.command('pause', 1);
  const paused = { type: 'paused', generation: 1 };
  await until(() => watching.reported.some(({ type }) => type === 'paused'));
  expect(watching.reported).toContainEqual(paused);
  // If nobody has seen it, the next worker does.
  const { reported } = machine.worker('worker-3');
  await until(() => reported.length > 0);
  expect(reported).toEqual([paused]);
});

test('a process that loses every worker makes a checkpoint and ends, which the next one reports', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1', { watches: false, alone: 1 });
  await executor.provision(taskOf('Running'));
  await until(() => machine.process.end !== null);
  expect(machine.process.end?.how).toBe('orphaned');
  const { reported } = machine.worker('worker-2');
  await until(() => reported.length >= 2);
  const { checkpoint } = machine.process.end ?? {};
  expect(reported[0]).toMatchObject({ type: 'failed', generation: 1 });
  expect(reported[1]).toEqual({ type: 'checkpointed', checkpoint, generation: 1 });
});

test('a process that is asked to end from outside makes a checkpoint, and is reported', async () => {
  const machine = new Machine();
  const { executor, reported } = machine.worker('worker-1');
  await executor.provision(taskOf('Running'));
  process.kill(machine.process.pid, 'SIGTERM');
  await until(() => reported.some(({ type }) => type === 'failed'));
  expect(machine.process.end).toMatchObject({ how: 'stopped', checkpoint: expect.any(Number) });
});

test('a process outlives its worker, and the next one adopts it', async () => {
  const machine = new Machine();
  const program = fileURLToPath(new URL('lone-worker.mjs', import.meta.url));
  const worker = fork(program, [machine.data, JSON.stringify(taskOf('Running'))]);
  await once(worker, 'message');
  const exit = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exit;
  const { pid } = machine.process;
  expect((await machine.status()).mode).toBe('running');
  const { executor, events } = machine.worker('worker-2');
  // Meanwhile the user wants it paused.
  expect(await executor.provision(taskOf('Paused', { fence: 2 }))).toBe('paused');
  expect(machine.process).toMatchObject({ pid, end: null });
  expect((await machine.status()).mode).toBe('paused');
  expect(events).toEqual(expect.arrayContaining(['found', 'takenOver', 'adopted']));
});

test('a worker whose fence is stale is refused, and so are its commands', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  await executor.provision(taskOf('Running', { fence: 3 }));
  await executor.pause(taskOf('Paused', { fence: 5 }));
  const stale = { name: 'StaleFenceError' };
  for (const name of ['provision', 'resume', 'suspend', 'deprovision'] as const) {
    const task = taskOf('Running', { fence: 4 });
    await expect(executor[name](task), name).rejects.toMatchObject(stale);
  }
  // It may have been past that check when it was stopped.
  for (const name of ['resume', 'suspend', 'stop']) {
    await expect(machine.command(name, 4), name).rejects.toThrow('fence 4 is stale');
  }
  expect((await machine.status()).mode).toBe('paused');
});

/** Starts a process as a worker would that was stopped in the midst of it. */
function startsLate(machine: Machine, fence: number, generation = 1): Promise<void> {
  const folders = new Folders(machine.data);
  const options = { task: taskOf('Running', { generation }), fence, mode: 'running', settings: {} };
  return spawnPipeline(folders, options);
}

test('a process of an older fence ends before it does anything', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  await executor.provision(taskOf('Running', { fence: 2 }));
  const { pid } = machine.process;
  await expect(startsLate(machine, 1)).rejects.toThrow('fence 1 is stale');
  await expect(startsLate(machine, 2)).rejects.toThrow('has a process already');
  expect(machine.process).toMatchObject({ pid, end: null });
});

test('a process whose deployment was stopped before it came up ends', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  await executor.deprovision(taskOf('Stopped'));
  await expect(startsLate(machine, 1)).rejects.toThrow('Generation 1 is over');
  await expect(executor.provision(taskOf('Running'))).rejects.toThrow('Generation 1 is over');
});

test('a provision that is called off leaves nothing behind that a deletion does not see', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  const controller = new AbortController();
  const provisioned = executor.provision(taskOf('Running', { signal: controller.signal }));
  const reason = new TaskCalledOffError('level');
  controller.abort(reason);
  await expect(provisioned).rejects.toBe(reason);
  await executor.deprovision(taskOf('Stopped'));
  const { process: left, closed } = machine.ledger.read();
  expect(closed).toBe(1);
  expect(left === null || left.end.how === 'killed').toBe(true);
});

test('a process of an earlier deployment that was left behind is ended first', async () => {
  const machine = new Machine();
  const { executor } = machine.worker('worker-1');
  await executor.provision(taskOf('Running'));
  const left = machine.process;
  await executor.provision(taskOf('Running', { fence: 2, generation: 2 }));
  expect(machine.process).toMatchObject({ generation: 2, end: null });
  expect(await machine.lives(left)).toBe(false);
});

test('a pipeline without a process has failed', async () => {
  const { executor } = new Machine().worker('worker-1');
  const error = { error_code: 'PipelineLost' };
  const failed = { name: 'DeploymentFailedError', error };
  await expect(executor.pause(taskOf('Paused'))).rejects.toMatchObject(failed);
});

test('a command that the process does not know is refused in words', async () => {
  const machine = new Machine();
  await machine.worker('worker-1').executor.provision(taskOf('Paused'));
  await expect(machine.command('halt', 1)).rejects.toThrow(
    'command is "halt"; allowed: status, ready, pause, resume, suspend, stop',
  );
});
