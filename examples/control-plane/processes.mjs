/** The processes of this machine, as the system counts them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Returns `{ pid, command }` of every process. */
function allProcesses() {
  if (process.platform === 'linux') return linuxProcesses();
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
  return lines.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), command }];
  });
}

/** The same without a program that small images lack. */
function linuxProcesses() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [{ pid: Number(pid), command }];
    } catch {
      // It has just ended.
      return [];
    }
  });
}

/** Returns the ids of the processes of pipelines that use this folder; none on Windows. */
export function pipelineProcesses(data) {
  if (process.platform === 'win32') return [];
  const isOne = ({ command }) =>
    command.includes('pipeline.mjs') && command.includes(`--data=${data} `);
  return allProcesses()
    .filter(isOne)
    .map(({ pid }) => pid);
}
