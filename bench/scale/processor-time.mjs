/** The processor time of a process and all that it has started, in milliseconds; on Linux alone. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second, on every common machine. */
const tick = 10;

/** Returns the time so far of the process, its descendants, and those of them that have ended. */
export function processorTime(pid) {
  const children = new Map();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? statOf(entry) : undefined;
    if (stat === undefined) continue;
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  }
  const below = (parent) =>
    (children.get(parent) ?? []).reduce((sum, { pid, time }) => sum + time + below(pid), 0);
  return (statOf(pid)?.time ?? 0) + below(pid);
}

function statOf(pid) {
  try {
    // The name of the program comes second, in parentheses, and may have spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const time = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) * tick;
    return { pid: Number(pid), parent: Number(fields[1]), time };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
