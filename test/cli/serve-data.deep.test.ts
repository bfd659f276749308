/** `serve --data` that is killed in the middle of its work: another one goes on. */
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './files';
import { servingFile } from './kept-server';

const { folder } = temporaryFolder();
const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
const pipelines = names.flatMap((name) => ['--pipeline', name]);

it('what was accepted before everything was killed is done by the next one', async () => {
  const file = join(folder, 'next.db');
  const slow = await servingFile(file, '--latency', '60m', ...pipelines);
  for (const name of names) await slow.ask(`/${name}/start`, 'POST');
  await Promise.all(names.slice(0, 5).map((name) => slow.becomes(name, 'Provisioning')));
  slow.child.kill('SIGKILL');
  await once(slow.child, 'exit');
  const next = await servingFile(file, '--latency', '1ms');
  await Promise.all(names.map((name) => next.becomes(name, 'Running')));
  expect(next.printed.stderr).toBe('');
});

it('what a server had claimed is done by the one beside it, once it is killed', async () => {
  const file = join(folder, 'beside.db');
  const slow = await servingFile(file, '--latency', '60m', ...pipelines);
  for (const name of names) await slow.ask(`/${name}/start`, 'POST');
  await Promise.all(names.map((name) => slow.becomes(name, 'Provisioning')));
  const beside = await servingFile(file, '--latency', '1ms', ...pipelines);
  slow.child.kill('SIGKILL');
  await Promise.all(names.map((name) => beside.becomes(name, 'Running')));
  for (const name of names) await beside.ask(`/${name}/stop?force=true`, 'POST');
  await Promise.all(names.map((name) => beside.becomes(name, 'Stopped')));
  expect(beside.printed.stderr).toBe('');
});
