/** The actions that a poll makes available: exactly what the server decides. */
import { describe, expect, test } from 'vitest';
import { availableActions } from '../../src/client';
import { createPipeline, type Pipeline } from '../../src/host';
import { toWire } from '../../src/http';
import {
  actionLabel,
  type DeploymentBody,
  decide,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  everyCapabilities,
  parsePoll,
  reachableDeployments,
  refusals,
  ruleOf,
  statusLabel,
  toRequest,
  verdicts,
} from '../../src/lifecycle';
import { noon } from '../http/handler-helpers';

const fresh = createPipeline('orders', { now: noon, id: 'first' });

/** The body of a poll, as it comes over the wire. */
function polled(
  deployment: Pipeline['deployment'],
  capabilities: (typeof everyCapabilities)[number],
): DeploymentBody {
  return JSON.parse(JSON.stringify(toWire({ ...fresh, deployment }, capabilities)));
}

describe('the available actions', () => {
  test('equal the decisions, in every deployment and with all capabilities', () => {
    let compared = 0;
    for (const deployment of reachableDeployments()) {
      for (const capabilities of everyCapabilities) {
        const expected = verdicts(deployment, capabilities).map(({ action, decision }) => ({
          action,
          accepted: decision.accepted,
          changes: decision.accepted && decision.changed,
          rule: decision.accepted ? undefined : decision.rule,
          hint: decision.accepted ? undefined : refusals[decision.rule].hint,
          quote: decision.accepted ? undefined : ruleOf(decision.rule).quote,
        }));
        const found = availableActions(polled(deployment, capabilities));
        expect(
          found.map(({ action, accepted, changes, obstacle }) => {
            const { rule, hint, quote } = obstacle ?? {};
            return { action, accepted, changes, rule, hint, quote };
          }),
        ).toEqual(expected);
        compared += expected.length;
      }
    }
    expect(compared).toBe(
      reachableDeployments().length * everyCapabilities.length * everyAction.length,
    );
  });

  test('of a poll are those of the deployment that was polled', () => {
    for (const deployment of reachableDeployments()) {
      for (const capabilities of everyCapabilities) {
        expect(parsePoll(polled(deployment, capabilities))).toEqual({ deployment, capabilities });
      }
    }
  });

  test('say what the answer would be, if it is refused', () => {
    const suspending = reachableDeployments().find(({ status }) => status === 'Suspending');
    const deployment = suspending ?? expect.fail();
    const actions = availableActions(polled(deployment, everyCapabilities[0] as never));
    const resume = actions.find(({ request }) => request === 'resume');
    const decision = decide(deployment, { type: 'resume' });
    if (decision.accepted) return expect.fail();
    expect(resume).toMatchObject({
      label: 'Resume',
      accepted: false,
      obstacle: {
        rule: 'resume.suspending',
        code: decision.error.error_code,
        httpStatus: decision.httpStatus,
        message: decision.error.message,
      },
    });
    expect(resume?.obstacle?.quote).toContain('can only be forcefully stopped');
  });

  test('cannot be told from a poll of a server that does not say enough', () => {
    const { capabilities, ...old } = polled(fresh.deployment, everyCapabilities[0] as never);
    expect(() => availableActions(old as never)).toThrow(/capabilities/);
    const { bootstrap_approved, ...older } = { ...old, capabilities };
    expect(() => availableActions(older as never)).toThrow(/bootstrap_approved/);
    expect(bootstrap_approved).toBe(false);
  });

  test('ignore the fields that say nothing about the deployment', () => {
    const body = { ...polled(fresh.deployment, everyCapabilities[0] as never), region: 'north' };
    expect(availableActions(body)).toHaveLength(everyAction.length);
  });
});

describe('labels', () => {
  test('tell all actions apart, and begin with a capital', () => {
    const labels = everyAction.map(actionLabel);
    expect(new Set(labels).size).toBe(everyAction.length);
    for (const label of labels) expect(label).toMatch(/^[A-Z][a-z, ]+$/);
  });

  test.each([
    ['start', 'Start'],
    ['start?initial=standby', 'Start in standby'],
    ['start?initial=paused&dismiss_error=false', 'Start paused, unless there is an error'],
    ['stop', 'Stop and keep a checkpoint'],
    ['stop?force=true', 'Stop now'],
    ['activate?initial=paused', 'Activate paused'],
    ['dismiss_error', 'Dismiss the error'],
  ])('of %s is "%s"', (request, label) => {
    const action = everyAction.find((each) => toRequest(each) === request);
    expect(actionLabel(action ?? expect.fail())).toBe(label);
  });

  test('of two statuses say both, unless one follows from the other', () => {
    expect(statusLabel({ status: 'Running', desiredStatus: 'Running' })).toBe('Running');
    expect(statusLabel({ status: 'Running', desiredStatus: 'Suspended' })).toBe(
      'Running, to be stopped with a checkpoint',
    );
    expect(statusLabel({ status: 'Stopping', desiredStatus: 'Stopped' })).toBe('Stopping');
    const all = deploymentStatuses.flatMap((status) =>
      desiredStatuses.map((desiredStatus) => statusLabel({ status, desiredStatus })),
    );
    expect(new Set(all).size).toBe(deploymentStatuses.length * desiredStatuses.length);
  });
});
