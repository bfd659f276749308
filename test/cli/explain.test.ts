/** `explain`: accepted, refused, dependent on data, impossible. */
import { describe, expect, it } from 'vitest';
import { type RuleId, ruleOf } from '../../src/lifecycle/rules/catalogue';
import { ran } from './fake-io';

describe('explain', () => {
  it.each<[argv: string, verdict: string, rule: RuleId, effect: string]>([
    // Accepted.
    [
      'Running Running pause',
      'Accepted: 202',
      'pause.deployed',
      'desiredStatus: "Running" becomes "Paused"',
    ],
    [
      'Running Suspended stop?force=true',
      'Accepted: 202',
      'stop.forcedWhileSuspending',
      '"Suspended" becomes "Stopped"',
    ],
    ['Running Running resume', 'Accepted: 202', 'resume.deployed', 'Nothing changes.'],
    [
      'Stopped Stopped dismiss_error --error',
      'Accepted: 202',
      'dismissError.stopped',
      'becomes null',
    ],
    ['Stopped Stopped /start', 'Accepted: 202', 'start.stopped', 'generation: 1 becomes 2'],
    // Refused.
    [
      'Running Suspended resume',
      'Refused: 400 IllegalPipelineAction',
      'resume.suspending',
      '"new_desired_status": "Running"',
    ],
    [
      'Stopping Stopped start',
      'Refused: 400 IllegalPipelineAction',
      'start.stopping',
      '"hint": "Cannot restart',
    ],
    [
      'Provisioning Running approve',
      'Refused: 503 PipelineInteractionNotDeployed',
      'approve.notDeployed',
      '"message"',
    ],
    // Depending on the data beside the two statuses.
    [
      'AwaitingApproval Running approve',
      'Accepted: 202',
      'approve.awaiting',
      'bootstrapApproved: false becomes true',
    ],
    [
      'AwaitingApproval Running approve --approved',
      'Accepted: 202',
      'approve.awaiting',
      'Nothing changes.',
    ],
    ['Running Running start', 'Accepted: 202', 'start.alreadyStarted', 'Nothing changes.'],
    [
      'Running Running start --initial paused',
      'Refused: 400 InitialImmutableUnlessStopped',
      'start.otherInitial',
      '"current_initial": "paused"',
    ],
    [
      'Running Running start --bootstrap-policy allow',
      'Refused: 400 BootstrapPolicyImmutableUnlessStopped',
      'start.otherBootstrapPolicy',
      '"allow"',
    ],
    [
      'Stopped Stopped start?dismiss_error=false',
      'Accepted: 202',
      'start.stopped',
      'becomes "Running"',
    ],
    [
      'Stopped Stopped start?dismiss_error=false --error',
      'Refused: 400 CannotStartWithUndismissedError',
      'start.undismissedError',
      '"hint"',
    ],
    ['Running Running stop --checkpoint 7', 'Accepted: 202', 'stop.graceful', 'checkpoint 7'],
    // Depending on the capabilities.
    [
      'Running Running stop --without checkpointing',
      'Refused: 501 EnterpriseFeature',
      'stop.enterpriseOnly',
      '"feature"',
    ],
    [
      'Running Running stop --without suspendable',
      'Refused: 405 UnsupportedPipelineAction',
      'stop.notSuspendable',
      '"reason"',
    ],
    [
      'Running Running stop --without suspendable --without checkpointing',
      'Refused: 501 EnterpriseFeature',
      'stop.enterpriseOnly',
      '"feature"',
    ],
    [
      'Running Running stop --without suspendable --without checkpointing',
      'Refused: 501 EnterpriseFeature',
      'stop.enterpriseOnly',
      '"feature"',
    ],
    [
      'Stopped Stopped start?initial=standby --without standby',
      'Refused: 400 InitialStandbyNotAllowed',
      'start.standbyNotAllowed',
      '"hint"',
    ],
  ])('%s: %s by %s', async (argv, verdict, rule, effect) => {
    const { status, stdout, stderr } = await ran(['explain', ...argv.split(' ')]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[1]).toBe(verdict);
    expect(lines).toContain(`Rule ${rule}: ${ruleOf(rule).statement}`);
    expect(stdout).toContain(effect);
    const { quote } = ruleOf(rule);
    if (quote !== null) expect(stdout).toContain(`"${quote}"`);
  });

  it.each<[argv: string, why: string]>([
    ['Stopping Running pause', ruleOf('deployment.stopping').statement],
    ['Suspending Paused resume', ruleOf('deployment.suspending').statement],
    ['Stopped Suspended start', ruleOf('deployment.suspended').statement],
    ['Running Standby activate', ruleOf('deployment.leftStandby').statement],
    ['Standby Standby activate --initial paused', ruleOf('deployment.standby').statement],
    ['Provisioning Running stop --initial paused', ruleOf('deployment.underWay').statement],
    ['Stopped Stopped start --initial paused', ruleOf('deployment.initial').statement],
    ['Running Running approve --approved', ruleOf('deployment.approved').statement],
    ['Running Running start --error', ruleOf('deployment.error').statement],
    [
      'AwaitingApproval Running approve --bootstrap-policy allow',
      ruleOf('deployment.awaitingApproval').statement,
    ],
    [
      'Running Suspended resume --without checkpointing',
      'such a deployment cannot occur without checkpointing',
    ],
    [
      'Standby Standby activate --initial standby --without standby',
      'such a deployment cannot occur without standby',
    ],
    [
      'Standby Standby activate --without standby',
      'such a deployment cannot occur without standby',
    ],
  ])('%s: says why no such pipeline can occur', async (argv, why) => {
    const { status, stdout, stderr } = await ran(['explain', ...argv.split(' ')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .+\n$/);
    expect(stderr).not.toContain('{');
    expect(stderr).toContain(why);
  });

  it.each([
    ['Running Running pause', true, 'pause.deployed'],
    ['Running Suspended pause', false, 'pause.suspending'],
  ])(
    '--json of %s has the deployment, the action, the decision and the rule',
    async (argv, accepted, rule) => {
      const { status, stdout } = await ran(['explain', ...argv.split(' '), '--json']);
      expect(status).toBe(0);
      const json = JSON.parse(stdout);
      expect(Object.keys(json)).toEqual([
        'deployment',
        'action',
        'capabilities',
        'decision',
        'rule',
      ]);
      expect(json).toMatchObject({
        deployment: { status: 'Running', desiredStatus: argv.split(' ')[1], initial: 'running' },
        action: { type: 'pause' },
        capabilities: { checkpointing: true, suspendable: true, standby: true },
        decision: { accepted, rule },
        rule: { id: rule, statement: expect.any(String) },
      });
    },
  );

  it('colors the verdict on a terminal only', async () => {
    const argv = ['explain', 'Running', 'Running'];
    const accepted = await ran([...argv, 'pause'], { color: true });
    const refused = await ran([...argv, 'approve'], { color: true });
    expect(accepted.stdout).toContain('\u001b[32mAccepted: 202\u001b[0m');
    expect(refused.stdout).toContain('\u001b[31mRefused: 503 InvalidTransition\u001b[0m');
  });
});
