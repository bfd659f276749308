/**
 * The journal of a pipeline: one line for each thing that any of its processes has done, in the
 * order in which it was done. It knows nothing of ledger and fences, so that it can prove that they
 * work: the lines of two processes never alternate. Without JOURNAL in the environment nothing is
 * written, because it grows and grows.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (folder) => join(folder, 'journal');

/** Returns the function that writes down what was done: it appends a line, in one write. */
export function journal(folder, { generation }) {
  if (!process.env.JOURNAL) return () => {};
  const { pid } = process;
  return (count) => {
    appendFileSync(fileIn(folder), `${JSON.stringify({ pid, generation, count })}\n`);
  };
}

/** Returns the lines of a journal, oldest first. */
export function readJournal(folder) {
  try {
    const lines = readFileSync(fileIn(folder), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
