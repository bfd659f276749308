/**
 * A pipeline: a process of its own that outlives the worker that has started it. It counts, and
 * writes checkpoints; yours moves data.
 *
 * It begins by noting in the ledger that it runs, and ends at once if the ledger says no: because
 * its generation is over, has a process already, or because another worker has the pipeline by now.
 * Once a second it looks if it is still the process that the ledger names.
 */
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { readCheckpoint } from './executor/checkpoint.mjs';
import { onLine } from './executor/control.mjs';
import { Folders } from './executor/folders.mjs';
import { journal } from './executor/journal.mjs';
import { becomes, ended, isRunning, started } from './executor/record.mjs';
import { Work } from './work.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    id: { type: 'string' },
    name: { type: 'string' },
    generation: { type: 'string' },
    fence: { type: 'string' },
    mode: { type: 'string' },
    socket: { type: 'string' },
    /** How long it goes on without any worker, in milliseconds. */
    alone: { type: 'string', default: '600000' },
    /** How often to make a checkpoint, in milliseconds of work. */
    'checkpoint-every': { type: 'string', default: '10000' },
  },
});

const { id, name: pipelineName, socket, mode } = values;
const generation = Number(values.generation);
const folders = new Folders(values.data);
const ledger = folders.ledger(id);
const checkpointFile = folders.checkpointFile(id);

/** The work, once the ledger says that it is to be done. */
let work;

/** The workers that are connected, to hear of checkpoints and of the end. */
const watchers = new Set();

/** Notes the end, unless the fence is stale, and ends once the answer is sent. */
function end(how, fence) {
  const { sequence } = work.checkpoint();
  ledger.change((record) => ended(record, { socket, fence, how, checkpoint: sequence }));
  work.end();
  setImmediate(() => process.exit(0));
  return { checkpoint: sequence };
}

/** Changes the mode, unless the fence is stale. The ledger has it before it takes effect. */
async function become(next, fence) {
  ledger.change((record) => becomes(record, { socket, fence, mode: next }));
  await work.become(next);
  tellWatchers({ mode: next });
}

function tellWatchers(message) {
  for (const watcher of watchers) watcher.write(`${JSON.stringify(message)}\n`);
}

const commands = {
  status: () => ({ pipelineName, generation, pid: process.pid, ...work.status() }),
  ready: async () => {
    await work.ready;
    return commands.status();
  },
  pause: ({ fence }) => become('paused', fence),
  resume: ({ fence }) => become('running', fence),
  suspend: async ({ fence }) => {
    await become('paused', fence);
    return end('suspended', fence);
  },
  stop: ({ fence }) => end('stopped', fence),
};

/** Commands take turns, so that the last one that was sent is the one that counts. */
let turn = Promise.resolve();

async function answered(request) {
  const command = commands[request.command];
  if (command === undefined) {
    const known = Object.keys(commands).join(', ');
    return { error: `command is ${JSON.stringify(request.command)}; allowed: ${known}` };
  }
  try {
    return await command(request);
  } catch ({ message }) {
    return { error: message };
  }
}

const server = createServer((connection) => {
  connection.on('error', () => {});
  connection.on('close', () => watchers.delete(connection));
  onLine(connection, (request) => {
    if (request.command === 'watch') {
      watchers.add(connection);
      work.ready.then(() => connection.write(`${JSON.stringify({ mode: work.status().mode })}\n`));
      return;
    }
    turn = turn.then(async () => {
      const answer = await answered(request);
      connection.write(`${JSON.stringify(answer ?? {})}\n`);
    });
  });
});

/** Tells whoever has started it, who may be gone by now. */
function tell(message, then = () => {}) {
  if (process.connected) process.send(message, then);
  else then();
}

/** Notes in the ledger that this process runs. Returns the checkpoint from which it goes on. */
function enter() {
  const { pid } = process;
  const fence = Number(values.fence);
  let checkpoint;
  ledger.change((record) => {
    // Only now: the process before may have written one until its end.
    checkpoint = readCheckpoint(checkpointFile);
    const from = checkpoint?.sequence ?? 0;
    return started(record, { generation, fence, pid, socket, mode, from });
  });
  return checkpoint;
}

function begin() {
  try {
    work = new Work({
      file: checkpointFile,
      from: enter(),
      mode,
      checkpointEvery: Number(values['checkpoint-every']),
      onBatch: journal(folders.of(id), { generation }),
    });
  } catch (error) {
    console.error(error.message);
    tell({ refused: error.message }, () => process.exit(0));
    return;
  }
  tell({ started: true });
  work.run((checkpoint) => tellWatchers({ checkpoint }));
  let aloneSince = performance.now();
  setInterval(() => {
    const record = ledger.read();
    // Somebody else decides by now, or has removed everything.
    if (!isRunning(record) || record.process.socket !== socket) process.exit(0);
    if (watchers.size > 0) aloneSince = performance.now();
    if (performance.now() - aloneSince > Number(values.alone)) end('orphaned', null);
  }, 1_000);
}

// Whoever ends workers from the keyboard does not end pipelines.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
// The machine is shut down, for example: what was done is kept.
process.on('SIGTERM', () => (work === undefined ? process.exit(1) : end('stopped', null)));
server.listen(socket, begin);
