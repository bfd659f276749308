/** The server for tests ends with whoever started it, and leaves nothing behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { until } from '../until';
import { onPostgres } from './database';

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/** Starts the server as `startPostgres` does, and goes on forever. */
const starter = `
  import { spawn } from 'node:child_process';
  const child = spawn(process.execPath, [process.argv[1]], { stdio: 'pipe', detached: true });
  child.stdout.pipe(process.stdout);
  setInterval(() => {}, 1_000);
`;
const started = ['--input-type=module', '--eval', starter, keeper];

test.each([
  ['its starter gets SIGKILL', started, 'SIGKILL'],
  ['its starter gets SIGINT', started, 'SIGINT'],
  ['it gets SIGTERM', [keeper], 'SIGTERM'],
] as const)('a server ends if %s', async (_, args, signal) => {
  const child = spawn(process.execPath, args);
  const [line] = await once(child.stdout, 'data');
  const { url } = JSON.parse(String(line));
  const folder = await onPostgres(url, async (client) => {
    const { rows } = await client.query('SHOW data_directory');
    return rows[0].data_directory;
  });
  child.kill(signal);
  await until(() => !existsSync(folder));
  await expect(onPostgres(url, async () => {})).rejects.toThrow('ECONNREFUSED');
});
