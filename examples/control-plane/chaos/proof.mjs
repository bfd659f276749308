/**
 * The proof, once nobody acts any more: that nothing was lost, nothing ran twice, and nothing is
 * left behind. Each function returns what is wrong, in words.
 */
import { checkHistory, describeUndecided, describeViolation } from 'pipeline-lifecycle/trace';
import { readCheckpoint } from '../executor/checkpoint.mjs';
import { ask, ProcessGoneError } from '../executor/control.mjs';
import { readJournal } from '../executor/journal.mjs';
import { pipelineProcesses } from '../processes.mjs';

/** Nothing was lost: every answer, and all that was seen, follows from the rules. */
export async function historyProblems(name, lines) {
  const { verdict, violation, undecided } = await checkHistory(lines);
  if (verdict === 'legal') return [];
  const words = verdict === 'illegal' ? describeViolation(violation) : describeUndecided(undecided);
  return [`${name}: the history is ${verdict}.\n${words}`];
}

/** The process of a pipeline is as its status says, as it says itself. */
export async function statusProblems(pipeline, record) {
  const { name, deployment_status: status, generation } = pipeline;
  const { deployment_desired_status: desired } = pipeline;
  if (status !== desired) return [`${name} is ${status}, and ${desired} is desired.`];
  const process = record?.process ?? null;
  const runs = process !== null && process.end === null ? process : null;
  if (status === 'Stopped') {
    return runs === null ? [] : [`${name} is Stopped, but process ${runs.pid} is not ended.`];
  }
  if (runs === null) return [`${name} is ${status}, but has no process.`];
  const seen = await statusOf(runs);
  const expected = { mode: status.toLowerCase(), generation };
  return Object.entries(expected)
    .filter(([field, value]) => seen[field] !== value)
    .map(([field, value]) => `${name}: ${field} is ${value}, but its process says ${seen[field]}.`);
}

async function statusOf(process) {
  try {
    return await ask(process, { command: 'status' }, AbortSignal.timeout(5_000));
  } catch (error) {
    if (error instanceof ProcessGoneError || error.name === 'TimeoutError') return {};
    throw error;
  }
}

/** Nothing is left behind, and nothing missing: the system counts the processes that should be. */
export function countProblems(data, records) {
  const expected = records.map(({ process }) => process).filter((process) => process?.end === null);
  const known = new Set(expected.map(({ pid }) => pid));
  const counted = pipelineProcesses(data);
  const orphans = counted.filter((pid) => !known.has(pid));
  const missing = [...known].filter((pid) => !counted.includes(pid));
  return [
    ...orphans.map((pid) => `Process ${pid} is left behind.`),
    ...missing.map((pid) => `Process ${pid} should run, and does not.`),
  ];
}

/** Nothing ran twice: each generation had one process at most, and one ran after the other. */
export function ledgerProblems(name, history) {
  const problems = [];
  const generations = new Set();
  let fence = 0;
  let kept = 0;
  for (const record of history) {
    // Whatever was done without a claim, such as the noting of a crash, has no fence.
    if (record.by !== null && record.by < fence) {
      problems.push(`${name}: ${record.event} with the fence ${record.by}, after ${fence}.`);
    }
    fence = Math.max(fence, record.fence);
    const { generation, from, end } = record.process ?? {};
    if (record.event === 'started') {
      if (generations.has(generation))
        problems.push(`${name}: generation ${generation} ran twice.`);
      generations.add(generation);
      if (from < kept) problems.push(`${name} began at checkpoint ${from}, after ${kept}.`);
    }
    if (record.event === 'suspended') kept = end.checkpoint;
  }
  return problems;
}

/** Nothing ran twice, by what the processes themselves have written: they never alternate. */
export function journalProblems(name, folder) {
  const over = new Set();
  let last;
  for (const { pid, generation, count } of readJournal(folder)) {
    const process = `${generation}/${pid}`;
    if (process === last?.process) {
      if (count !== last.count + 1) return [`${name}: ${count} came after ${last.count}.`];
    } else {
      if (over.has(process)) return [`${name}: two processes ran at once, one of them ${pid}.`];
      if (generation < last?.generation) return [`${name}: generation ${generation} ran too late.`];
      over.add(last?.process);
    }
    last = { process, generation, count };
  }
  return [];
}

/** No checkpoint is known that is not on disk. */
export function checkpointProblems({ name, checkpoint_sequence_number: known }, file) {
  const onDisk = readCheckpoint(file)?.sequence ?? 0;
  return (known ?? 0) <= onDisk ? [] : [`${name} has checkpoint ${known}; on disk is ${onDisk}.`];
}
