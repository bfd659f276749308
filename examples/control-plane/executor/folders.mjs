/** Where everything is, in the folder that the workers of a machine share. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ledger } from './ledger.mjs';

/** The longest path that a socket may have on every system. */
const socketPathMax = 100;

/** The files of the pipelines of one machine. */
export class Folders {
  constructor(data) {
    this.data = resolve(data);
  }

  /** The folder of a pipeline: its ledger, its checkpoint, and its output. */
  of(pipelineId) {
    return join(this.data, 'pipelines', `id-${encodeURIComponent(pipelineId)}`);
  }

  ledger(pipelineId) {
    return new Ledger(join(this.of(pipelineId), 'ledger'));
  }

  checkpointFile(pipelineId) {
    return join(this.of(pipelineId), 'checkpoint.json');
  }

  /** The ids of all pipelines that ever had a process here. */
  ids() {
    try {
      const names = readdirSync(join(this.data, 'pipelines'));
      return names.map((name) => decodeURIComponent(name.replace(/^id-/, '')));
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  }

  /** The address of a control interface that never was one before. */
  newSocket() {
    const token = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
    if (process.platform === 'win32') return `\\\\.\\pipe\\pipeline-${token}`;
    const folder = join(this.data, 'sockets');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, token);
    if (path.length <= socketPathMax) return path;
    throw new Error(
      `The folder of the data has a path of ${this.data.length} characters; sockets allow ${socketPathMax - 25}. Choose a shorter one: DATA=${this.data}`,
    );
  }
}
