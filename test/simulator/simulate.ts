/** A simulator with two pipelines, served for one test. */
import { onTestFinished } from 'vitest';
import { serveSimulator } from '../../src/simulator/server';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator';

/** Serves a simulator until the test ends; on the port of an earlier one, if there was one. */
export async function simulate(options: SimulatorOptions = {}, port = 0) {
  const simulator = createSimulator({
    ...{ failures: 0, latency: { least: 1, most: 5 }, pipelines: ['demo', 'invoices'] },
    ...options,
  });
  await simulator.start();
  const server = await serveSimulator(simulator, { host: '127.0.0.1', port }, () => {});
  let isOver = false;
  const stop = async () => {
    if (isOver) return;
    isOver = true;
    await server.stop();
    await simulator.stop();
  };
  onTestFinished(stop);
  return { url: server.url, port: Number(new URL(server.url).port), stop, simulator };
}
