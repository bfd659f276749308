/**
 * `conform`: tests a server against the rules. The result is a verdict, a report and an exit
 * status. The servers run in virtual time; see conform.long.test.ts for the built program and a
 * real server.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpFetch } from '../../src/testing';
import { startInProcess } from '../testing/conformance/in-process-server';
import { type ServerOptions, send } from '../testing/conformance/server-options';
import { inVirtualTime } from '../testing/virtual-time';
import { type Ran, ran, type Surroundings } from './fake-io';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-conform-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = { KEY: 'secret', EMPTY: '' };
const quick = ['--pipeline', 'scratch', '--walks', '3', '--timeout', '2s', '--patience', '3s'];
const withKey = ['--api-key-env', 'KEY'];

/**
 * Runs `conform` against a server with a pipeline `scratch`, which wants the key of the
 * environment.
 */
function conformed(
  argv: readonly string[],
  { bug, args: own = [], more = {} }: ServerOptions & { readonly more?: Surroundings } = {},
): Promise<Ran> {
  return inVirtualTime(async (clock) => {
    const args = ['--latency', '1..5', '--api-key', 'secret', ...own];
    const server = startInProcess(clock, { bug, args });
    await send(server, 'PUT', '/v0/pipelines/scratch', { authorization: 'Bearer secret' });
    const { fetch, baseUrl } = server;
    return ran(['conform', baseUrl, ...argv], { environment, fetch, clock, ...more });
  });
}

/** Answers every request like this. */
const answering =
  (status: number): HttpFetch =>
  async () => ({ status, text: async () => '{}' });

describe('conform', () => {
  it('finds nothing in a correct server, and writes a report in Markdown', async () => {
    const report = join(folder, 'report.md');
    const argv = [...quick, ...withKey, '--report', report, '--seed', '3'];
    const { status, stdout, stderr } = await conformed(argv);
    expect(status).toBe(0);
    // Nothing but how far it is, every now and then.
    expect(stderr).toMatch(/^(\d+ s: \d+ walks, \d+ requests, \d+ of 224 covered\n)*$/);
    expect(stdout).toMatch(
      /^No rule was broken: 3 walks, \d+ calls and polls in [\d.]+ s, seed 3\.\n/,
    );
    expect(stdout).toMatch(/Exercised \d+ of 224 pairs of statuses × actions/);
    expect(readFileSync(report, 'utf8')).toContain('# Conformance\n\nNo rule was broken');
  });

  it.each([
    ['checkpointing', 'stop'],
    ['standby', 'start'],
  ])('says how to test a pipeline without %s', async (capability) => {
    const argv = ['--history', join(folder, 'lacking.jsonl'), ...quick, ...withKey];
    const { status, stdout } = await conformed(argv, { args: ['--without', capability] });
    expect(status).toBe(1);
    expect(stdout).toContain(
      `\nIf this pipeline cannot do that, say so: --without ${capability}\nTo test again: `,
    );
    const again = await conformed([...argv, '--without', capability], {
      args: ['--without', capability],
    });
    expect(again.status).toBe(0);
  });

  it('tests by a dialect, and the report has the difference from the documents', async () => {
    const report = join(folder, 'differences.md');
    const argv = [...quick, ...withKey, '--history', join(folder, 'dialect.jsonl')];
    const args = ['--deviation', 'dismissError.ok', '--deviation', 'flow.notDeployed'];
    const strict = await conformed(argv, { args });
    expect(strict.status).toBe(1);
    expect(strict.stdout).toContain('must be accepted with 202');
    const more = ['--dialect', 'feldera', '--report', report];
    const { status, stdout } = await conformed([...argv, ...more], { args });
    expect(status).toBe(0);
    expect(stdout).toContain('Legal only by the dialect feldera:');
    expect(readFileSync(report, 'utf8')).toMatch(
      /## Legal only by the dialect feldera[\s\S]*\| `dismissError\.ok` \|/,
    );
    const bug = 'second-pause-resumes';
    const wrong = await conformed([...argv, ...more, '--walks', '20'], { args, bug });
    expect(wrong.stdout).toMatch(/check --dialect feldera \S*dialect\.jsonl/);
    expect(wrong.stdout).toMatch(
      /To test again: pipeline-lifecycle conform \S+ --dialect feldera /,
    );
  });

  it('takes the meanings of foreign statuses', async () => {
    const argv = [...quick, ...withKey];
    const foreign = (more: readonly string[]) =>
      inVirtualTime(async (clock) => {
        const server = startInProcess(clock, { args: ['--latency', '1..5'] });
        await send(server, 'PUT', '/v0/pipelines/scratch');
        const fetch: HttpFetch = async (...request) => {
          const { status, text } = await server.fetch(...request);
          const said = await text();
          const words = said.replace('_status":"Running"', '_status":"Flowing"');
          return { status, text: async () => words };
        };
        return ran(['conform', server.baseUrl, ...argv, ...more], { environment, fetch, clock });
      });
    const unknown = await foreign([]);
    expect(unknown.status).toBe(2);
    expect(unknown.stdout).toContain(
      'the deployment_status "Flowing", but must give one mapped with the option',
    );
    expect(unknown.stdout).toContain('on the command line --status');
    expect((await foreign(['--status', 'Flowing=Running'])).status).toBe(0);
    const invalid = await foreign(['--status', 'Flowing=Runing']);
    expect(invalid.status).toBe(2);
    expect(invalid.stderr).toContain('Did you mean "Running"?');
    expect((await foreign(['--status', 'Flowing'])).stderr).toBe(
      'error: --status is "Flowing", but must be a name and statuses, such as Warming=Provisioning,Standby.\n',
    );
  });

  it('shows a bug, with a history that check rejects on its last line', async () => {
    const [report, history] = [join(folder, 'report.xml'), join(folder, 'history.jsonl')];
    const files = ['--report', report, '--history', history];
    const argv = [...quick, ...withKey, ...files];
    const { status, stdout } = await conformed(argv, { bug: 'write-lost-after-202' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^A rule was broken: /);
    expect(stdout).toContain(`pipeline-lifecycle check ${history}`);
    expect(stdout).toContain(
      'conform http://in-process --pipeline scratch --api-key-env KEY --seed 1 --walks 3 --timeout 2s --patience 3s\n',
    );
    const lines = readFileSync(history, 'utf8').trimEnd().split('\n');
    const checked = await ran(['check', history]);
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain(`illegal ${history}:${lines.length}\n`);
    const document = XmlDocument.fromString(readFileSync(report, 'utf8'));
    expect(document.find('//failure[@type="illegal"]')).toHaveLength(1);
    expect(document.root.attr('failures')?.value).toBe('1');
    document.dispose();
  });

  it('goes on after a violation if asked to, with a history for each', async () => {
    const history = join(folder, 'going.jsonl');
    const argv = [...quick, ...withKey, '--walks', '12', '--keep-going', '--history', history];
    const { status, stdout } = await conformed(argv, {
      args: ['--without', 'checkpointing', '--without', 'standby'],
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^\d+ rules were broken: 12 walks, /);
    expect(stdout).toContain(`\nThe history of violation 1 is in ${history}. To judge it again: `);
    const second = join(folder, 'going-2.jsonl');
    expect(stdout).toContain(`\nThe history of violation 2 is in ${second}. To judge it again: `);
    expect(stdout).toMatch(/ --patience 3s --keep-going\n$/);
    for (const file of [history, second]) expect((await ran(['check', file])).status).toBe(1);
  });

  it.each(['0', '65'])('does not let %s clients call at once', async (clients) => {
    const { status, stderr } = await conformed([...quick, '--clients', clients]);
    expect(status).toBe(2);
    expect(stderr).toContain(`--clients is ${clients}, but must be a whole number from 1 to 64`);
  });

  it('says how to test again with several clients, and strictly', async () => {
    const argv = [...quick, ...withKey, '--clients', '4', '--strict'];
    const history = join(folder, 'clients.jsonl');
    const { status, stdout } = await conformed([...argv, '--history', history], {
      bug: 'write-lost-after-202',
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/ --patience 3s --clients 4 --strict\n$/);
  });

  it.each([
    [[], '--seed 7 --budget 60s --timeout'],
    [['--budget', '5m'], '--seed 7 --budget 300s --timeout'],
    [['--walks', '40'], '--seed 7 --walks 40 --timeout'],
    [['--calls', '900', '--budget', '1500ms'], '--seed 7 --budget 1500ms --calls 900 --timeout'],
  ])('says how to test again, with all options as a shell takes them: %j', async (budget, said) => {
    const history = join(folder, 'of it.jsonl');
    const { status, stdout } = await inVirtualTime((clock) =>
      ran(
        [
          ...['conform', 'http://it', '--pipeline', "my pipe/it's", '--prefix', '/p/'],
          ...['--history', history, '--without', 'standby', '--without', 'suspendable'],
          ...withKey,
          ...['--seed', '7', '--timeout', '150ms'],
          ...budget,
        ],
        { environment, fetch: answering(400), clock },
      ),
    );
    expect(status).toBe(1);
    expect(stdout).toContain(`pipeline-lifecycle check '${history}'`);
    expect(stdout).toContain(
      `conform http://it --pipeline 'my pipe/it'\\''s' --prefix /p/ --api-key-env KEY --without suspendable --without standby ${said} 150ms --patience 30s\n`,
    );
  });

  it('is interrupted: stops the pipeline, and reports what was seen until then', async () => {
    let requests = 0;
    let interrupt = () => {};
    const interruption = (end: () => void) => {
      interrupt = end;
      return () => {};
    };
    const { status, stderr, stdout } = await inVirtualTime(async (clock) => {
      const server = startInProcess(clock, { args: ['--latency', '1..5'] });
      await send(server, 'PUT', '/v0/pipelines/scratch');
      const fetch: HttpFetch = (url, request) => {
        requests += 1;
        if (requests === 300) interrupt();
        return server.fetch(url, request);
      };
      const argv = ['conform', server.baseUrl, '--pipeline', 'scratch', '--walks', '1000'];
      const result = await ran(argv, { fetch, clock, interruption });
      const { body } = await send(server, 'GET', '/v0/pipelines/scratch');
      expect(body).toMatchObject({ deployment_desired_status: 'Stopped' });
      return result;
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Interrupted: stopping the pipeline/);
    expect(stdout).toMatch(/^No rule was broken: \d+ walks/);
    expect(requests).toBeLessThan(500);
  });

  it('prints everything as JSON, the same for the same seed and number of calls', async () => {
    const argv = ['--pipeline', 'scratch', '--calls', '100', ...withKey, '--json'];
    const [one, same] = [await conformed(argv), await conformed(argv)];
    expect(JSON.parse(one.stdout)).toMatchObject({ outcome: 'conforms', seed: 1, calls: 100 });
    expect(same).toEqual(one);
  });

  it.each([
    ['if access is denied', quick, {}, /answered with 401/],
    [
      'if there is no such pipeline',
      [...quick, '--pipeline', 'nobody', ...withKey],
      {},
      /answered with 404/,
    ],
    [
      'if nobody listens',
      quick,
      { fetch: (() => Promise.reject(new TypeError('fetch failed'))) as HttpFetch },
      /fetch failed/,
    ],
  ])('tests nothing %s, and says so', async (_name, argv, more, message) => {
    const { status, stdout } = await conformed(argv, { more });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^Nothing could be tested: /);
    expect(stdout).toMatch(message);
    expect(stdout).toMatch(
      /\nTo see an answer: curl -i .*http:\/\/in-process\/v0\/pipelines\/\w+\n$/,
    );
  });
});

describe('bad input', () => {
  const anywhere = 'conform http://localhost:1 --pipeline p';
  it.each([
    ['no pipeline', 'conform http://localhost:1', "required option '--pipeline <name>'"],
    ['no URL', 'conform localhost --pipeline p', 'url is "localhost", but must be the URL of a'],
    ['a malformed time', `${anywhere} --budget 5`, '--budget is "5", but must be a time such as'],
    ['a malformed number of walks', `${anywhere} --walks few`, '--walks is "few", but must be a'],
    ['a malformed number of calls', `${anywhere} --calls -1`, '--calls is "-1", but must be a'],
    ['a malformed seed', `${anywhere} --seed x`, '--seed is "x", but must be a whole number'],
    ['a missing key', `${anywhere} --api-key-env EMPTY`, '--api-key-env is "EMPTY"'],
  ])('is named, with exit status 2: %s', async (_name, line, message) => {
    const { status, stdout, stderr } = await ran(line.split(' '), { environment });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each(['--report', '--history'])(
    'is named before anything is tested: %s that cannot be written',
    async (option) => {
      let requests = 0;
      const fetch: HttpFetch = async () => {
        requests += 1;
        return { status: 404, text: async () => '' };
      };
      const argv = ['conform', 'http://it', ...quick, option, 'nowhere/file'];
      const { status, stdout, stderr } = await ran(argv, { fetch });
      expect({ status, stdout, requests }).toEqual({ status: 2, stdout: '', requests: 0 });
      expect(stderr).toContain(`${option} is "nowhere/file", but must be`);
    },
  );
});
