/** Fifty clients of one pipeline at once, in real time: their history must be legal. */
import { expect } from 'vitest';
import { randomOf } from '../../src/testing/random';
import { checkHistory, describeViolation } from '../../src/trace';
import { amount } from '../tier';
import { RecordingCaller } from './recording-caller';

const clients = 50;
// All fifty overlap all the time. With many more each, the checker gives up: undecided.
const requestsEach = amount({ usual: 2, deep: 10 });

/** Lets the clients call a server, and expects a legal history of what they have recorded. */
export async function expectLegal(
  handle: (request: Request) => Promise<Response>,
  pipelineName: string,
): Promise<void> {
  const recorder = new RecordingCaller(pipelineName, randomOf(50));
  const client = async () => {
    for (let each = 0; each < requestsEach; each += 1) await recorder.call(handle);
  };
  await Promise.all(Array.from({ length: clients }, client));
  const report = await checkHistory(recorder.lines);
  expect(report.violation && describeViolation(report.violation)).toBeNull();
  expect(report.verdict).toBe('legal');
  expect(report.calls + report.readings).toBe(clients * requestsEach);
}
