/** The checkpoint of a pipeline on disk. It is there as a whole or not at all. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Returns the latest checkpoint `{ sequence, count }`; null if there is none. */
export function readCheckpoint(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a checkpoint. Whoever reads meanwhile sees the one before. */
export function writeCheckpoint(file, checkpoint) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(checkpoint), { flush: true });
  renameSync(draft, file);
}
