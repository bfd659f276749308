/** The cost of imports and of proofs, each in a new process, because both happen once in one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A folder with an empty package: to find any package takes Node some milliseconds. */
const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-cold-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** The programs that start cold, by id. */
export const coldStarts = {
  nothing: { name: 'an empty package', program: "await import('nothing');", cwd: withNothing() },
  xstate: { name: 'xstate alone', program: "await import('xstate');" },
  core: {
    name: 'the core, and one decision',
    program: `
      const { createDeployment, decide } = await import('pipeline-lifecycle');
      decide(createDeployment(), { type: 'start', initial: 'paused' });`,
  },
  table: { name: 'the table', program: "await import('pipeline-lifecycle/table');" },
  tableStep: {
    name: 'the table, compiled, and one step',
    program: `
      const { compile } = await import('pipeline-lifecycle/table');
      compile().step(0, 0);`,
  },
};

const intoVerify = "const { explore, verify } = await import('pipeline-lifecycle/verify');";

/** The proofs, by id; the import is not part of their times. */
export const proofs = {
  explore: { name: '`explore`', before: intoVerify, program: 'explore();' },
  verify: {
    name: '`verify`, all combinations of capabilities',
    before: intoVerify,
    program: "if (!verify().holds) throw new Error('The lifecycle is broken.');",
  },
};

/**
 * Starts each of the programs in turn, as in rounds: milliseconds by the clock and of processor
 * time, by id.
 */
export function measureStarts(programs, count) {
  const ids = Object.keys(programs);
  const times = Object.fromEntries(ids.map((id) => [id, { clock: [], processor: [] }]));
  for (let start = 0; start < count; start += 1) {
    for (const id of start % 2 === 0 ? ids : [...ids].reverse()) {
      const { clock, processor } = coldStart(programs[id]);
      times[id].clock.push(clock);
      times[id].processor.push(processor);
    }
  }
  return times;
}

/** Writes a package `nothing`, with one module for each export condition. */
function withNothing() {
  const nothing = join(folder, 'node_modules/nothing');
  mkdirSync(nothing, { recursive: true });
  const conditions = { import: { default: './nothing.js' }, require: { default: './nothing.cjs' } };
  const manifest = { name: 'nothing', type: 'module', exports: { '.': conditions } };
  writeFileSync(join(nothing, 'package.json'), JSON.stringify(manifest));
  for (const file of ['nothing.js', 'nothing.cjs']) writeFileSync(join(nothing, file), '');
  return folder;
}

function coldStart({ before = '', program, cwd = root }) {
  const timed = `
    ${before}
    const [clock, processor] = [performance.now(), process.cpuUsage()];
    ${program}
    const { user, system } = process.cpuUsage(processor);
    const spent = { clock: performance.now() - clock, processor: (user + system) / 1000 };
    process.stdout.write(JSON.stringify(spent));`;
  const options = ['--input-type=module', '--eval', timed];
  const env = { ...process.env, NODE_ENV: 'production' };
  return JSON.parse(execFileSync(process.execPath, options, { cwd, env, encoding: 'utf8' }));
}
