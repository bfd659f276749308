/** Lines with times may be out of order, as far as the checker waits for them. */
import { expect, it } from 'vitest';
import { checkHistory, HistoryFormatError } from '../../src/trace';
import { poll } from './recording';

const timed = (line: string, began: number, ended: number) =>
  JSON.stringify({ ...JSON.parse(line), began, ended });
const running = poll('Running');

it('a line may stand many lines below its place, and no more', async () => {
  const polls = (count: number) =>
    Array.from({ length: count }, (_, index) => timed(running, 100 + index, 100.5 + index));
  const start = timed('{"call":"start","answer":202}', 1, 2);
  expect((await checkHistory([...polls(9_000), start])).verdict).toBe('legal');
  const late = [start, ...polls(25_000), timed(running, 50, 60)];
  const error = await checkHistory(late).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(HistoryFormatError);
  const { message } = error as Error;
  expect(message).toContain('which stands more than 10,000 lines above. Sort the lines by began.');
});
