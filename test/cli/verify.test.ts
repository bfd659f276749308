/** `verify`: proves every property, or prints a counterexample that `check` can read. */
import { describe, expect, it } from 'vitest';
import { runVerify } from '../../src/cli/verify';
import { fullCapabilities } from '../../src/lifecycle';
import { lifecycleMachine } from '../../src/lifecycle/machine/machine';
import { type RuleId, ruleOf } from '../../src/lifecycle/rules/catalogue';
import type { VerifyOptions } from '../../src/verify/proof/options';
import { lifecycleProperties } from '../../src/verify/properties/lifecycle-properties';
import { always } from '../../src/verify/properties/property';
import { isDeep } from '../tier';
import { fewestStates } from '../verify/explored';
import { fakeIo, ran } from './fake-io';

const lineOf = (stdout: string, id: string) =>
  stdout.split('\n').filter((line) => line.includes(` ${id} `));

/** Runs the command on another machine, or with other properties. */
function planted(verification: VerifyOptions, json = false, only: readonly string[] = []) {
  const { io, printed } = fakeIo();
  const status = runVerify(only, { capabilities: undefined, json }, io, verification);
  return { status, ...printed };
}

describe.runIf(isDeep)('verify --dialect', () => {
  it('proves what the dialect does not give up, and names what it does', async () => {
    const { status, stdout } = await ran(['verify', '--dialect', 'feldera']);
    expect(status).toBe(0);
    expect(stdout).toContain('flow.notDeployed: breaks refusal.documented');
    expect(stdout).toContain('Given up: refusal.documented, ');
    const named = await ran(['verify', 'liveness', '--dialect', 'feldera']);
    expect({ status: named.status, stderr: named.stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('must be left out'),
    });
  });
});

describe('verify', () => {
  it('proves every property for all eight combinations of capabilities', async () => {
    const { status, stdout, stderr } = await ran(['verify']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const { id } of lifecycleProperties) {
      expect(lineOf(stdout, id)).toHaveLength(1);
      expect(lineOf(stdout, id)[0]).toMatch(
        /^holds .+ [\d,]+ (states|transitions) {2}premise met [1-9]/,
      );
    }
    const count = lifecycleProperties.length;
    expect(stdout).toContain(`\n${count} properties: ${count} hold; over 1,626 states`);
    expect(stdout).toContain('in 8 combinations of capabilities.\n');
    expect(stdout).toContain('Liveness. Assumed: users do nothing, nothing fails');
    expect(stdout.endsWith('\n') && !stdout.endsWith('\n\n')).toBe(true);
  });

  it.each<[argv: string, is: (line: string | null | undefined, id: string) => boolean]>([
    ['5', (line) => line === '5'],
    ['forced-stop liveness', (line, id) => id.startsWith('forced-stop.') || line === 'liveness'],
    ['forced-stop.stays', (_, id) => id === 'forced-stop.stays'],
    ['13 5 --without checkpointing', (line) => line === '5' || line === '13'],
  ])('verify %s proves only those', async (argv, is) => {
    const { status, stdout } = await ran(['verify', ...argv.split(' ')]);
    expect(status).toBe(0);
    const shown = lifecycleProperties.filter(({ id }) => lineOf(stdout, id).length > 0);
    expect(shown).toEqual(lifecycleProperties.filter(({ requirement, id }) => is(requirement, id)));
    const all = shown.length === 1 ? '1 property: 1 holds;' : `properties: ${shown.length} hold;`;
    expect(stdout).toContain(all);
  });

  it('verifies one combination without the capabilities that are named', async () => {
    const { status, stdout } = await ran([
      'verify',
      '--without',
      'standby',
      '--without',
      'suspendable',
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain(
      '\nwithout suspendable, standby: 140 states in 16 pairs of statuses, 9,660 transitions.\n',
    );
    expect(lineOf(stdout, 'standby.entered-once')[0]).toMatch(
      /^not applicable .* premise met 0 times$/,
    );
    expect(lineOf(stdout, 'fits.error')[0]).toMatch(/^holds /);
  });

  it('prints JSON, with the sentences that the rules quote', async () => {
    const { status, stdout, stderr } = await ran(['verify', '1', 'liveness', 'fits', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['holds', 'properties', 'combinations', 'fairness']);
    expect(report.holds).toBe(true);
    expect(report.combinations).toHaveLength(8);
    expect(report.combinations[0]).toEqual({
      capabilities: { checkpointing: true, suspendable: true, standby: true },
      states: 320,
      transitions: 22_080,
      pairs: 28,
    });
    const properties = lifecycleProperties.filter(
      ({ requirement }) => requirement === '1' || requirement === 'liveness' || requirement === '7',
    );
    for (const [index, { id, requirement, kind, statement, rules }] of properties.entries()) {
      const found = report.properties[index];
      expect(found).toMatchObject({
        id,
        requirement,
        kind,
        statement,
        verdict: 'holds',
        counterexample: null,
      });
      expect(found.premiseMet).toBeGreaterThan(0);
      expect(found.rules).toEqual(
        rules.map((each: RuleId) => {
          const { source, document, quote } = ruleOf(each);
          return { rule: each, source, document, quote };
        }),
      );
    }
    expect(report.properties).toHaveLength(properties.length);
  });

  it.each<[argv: string, says: string[]]>([
    ['verify 14', ['property is "14"', 'forced-stop.stays']],
    ['verify forced-stop forced', ['property is "forced"', 'liveness.rests']],
    ['verify --without legs', ['--without is "legs"', '"checkpointing", "suspendable"']],
    ['verify --frob', ["unknown option '--frob'"]],
  ])('%s is a mistake, which is reported with what is allowed', async (argv, says) => {
    const { status, stdout, stderr } = await ran(argv.split(' '));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const each of says) expect(stderr).toContain(each);
  });

  it('has a help with examples that work, and explains its exit statuses', async () => {
    const { status, stdout } = await ran(['verify', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(
      'Exit status: 0 all hold, 1 a property is violated or vacuous, 2 bad input.',
    );
    const examples = [...stdout.matchAll(/^ {2}\$ pipeline-lifecycle (.+)$/gm)];
    expect(examples.length).toBeGreaterThan(1);
    // The first test above runs it without arguments.
    for (const [, example] of examples.filter(([, each]) => each !== 'verify')) {
      expect((await ran((example as string).split(' '))).status).toBe(0);
    }
    expect((await ran(['--help'])).stdout).toMatch(/^ {2}verify /m);
  });
});

describe.runIf(isDeep)('verify, with a bug in the machine', () => {
  const machine = lifecycleMachine.provide({ guards: { awaitApprovalPolicy: () => true } });
  const capabilities = isDeep ? fullCapabilities : fewestStates;
  const options = { machine, capabilities: [capabilities] };

  it('prints the counterexample as a story, and as a history that check reads', async () => {
    const { status, stdout, stderr } = planted(options, false, ['approval.awaited-under']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^violated {2}6 {2}approval\.awaited-under {2}/);
    expect(stdout).toContain('\n1 property: 0 hold, 1 violated; over ');
    expect(stdout).toMatch(
      /\n1\. The user calls start\?.*\n2\. The runner reports provisioning.*\n3\. /,
    );
    expect(stdout).toContain('\nThis violates approval.awaited-under: ');

    const [, printed = ''] = stdout.split('\nAs a history:\n');
    const history = printed.replace(/^ {2}/gm, '');
    const checked = await ran(['check', '-'], { stdin: history });
    expect(checked.stderr).toBe('');
    // The lifecycle itself would not have let it happen: the last line is illegal.
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain('AwaitingApproval');
  });

  it('has the same counterexample in JSON', async () => {
    const { status, stdout } = planted(options, true, ['approval.awaited-under']);
    expect(status).toBe(1);
    const { holds, properties } = JSON.parse(stdout);
    expect(holds).toBe(false);
    const { counterexample, verdict } = properties[0];
    expect(verdict).toBe('violated');
    expect(counterexample).toMatchObject({
      capabilities,
      length: 3,
    });
    expect(counterexample.story.at(-2)).toMatch(/^This violates approval\.awaited-under: /);
    const lines = counterexample.history.map((each: unknown) => JSON.stringify(each));
    expect((await ran(['check', '-'], { stdin: `${lines.join('\n')}\n` })).status).toBe(1);
  });

  it('fails if a premise is never met', () => {
    const untested = always({
      id: 'team.untested',
      statement: 'It holds.',
      rules: [],
      premise: () => false,
      holds: () => false,
    });
    const { status, stdout } = planted({ properties: [untested] }, false, ['team']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^vacuous +team\.untested {2}1,626 states {2}premise met 0 times$/m);
    expect(stdout).not.toContain('As a history:');
  });
});
