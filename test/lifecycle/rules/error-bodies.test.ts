/** The bodies of refusals. `UPDATE=1` rewrites the reviewed ones. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Deployment,
  decide,
  errorCodes,
  everyCapabilities,
  type RefusalBody,
  refusals,
  resourcesDesiredStatus,
  resourcesStatus,
  toRequest,
  unknownPipelineName,
  verdicts,
  withPipelineName,
} from '../../../src/lifecycle';
import quotes from '../../quotes.json';
import { deploymentWith, isDeeplyFrozen, reachable } from '../helpers';

const stopping = deploymentWith({ status: 'Stopping', error: null });

function refusal(deployment: Deployment, action: Action, capabilities = {}) {
  const decision = decide(deployment, action, capabilities);
  if (decision.accepted) throw new Error(`${action.type} was accepted.`);
  return decision.error;
}

/** Returns the example in a document, verbatim. */
function exampleOf(document: string): string {
  const examples = Object.values(quotes.examples);
  return examples.find(({ documents }) => documents.includes(document))?.body ?? expect.fail();
}

/** Returns JSON as the documents print it: on one line, with spaces. */
function printed(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
}

describe('the bodies', () => {
  it('are the reviewed ones, for every rule and every status of the resources', () => {
    const path = new URL('error-bodies.txt', import.meta.url);
    const found = bodiesText();
    if (process.env.UPDATE === '1') writeFileSync(path, found);
    expect(found).toBe(readFileSync(path, 'utf8'));
  });
});

/** Returns one body for each rule, action and status of the resources. */
function bodiesText(): string {
  const blocks = new Map<string, string>();
  for (const capabilities of everyCapabilities) {
    for (const deployment of reachable) {
      for (const { action, decision } of verdicts(deployment, capabilities)) {
        if (decision.accepted) continue;
        const resources = `${resourcesStatus(deployment)} ${resourcesDesiredStatus(deployment)}`;
        const key = [decision.rule, action.type, resources].join(' ');
        if (blocks.has(key)) continue;
        const { status, desiredStatus } = deployment;
        const body = JSON.stringify(decision.error, null, 2);
        const request = `${toRequest(action)} in ${status}/${desiredStatus}`;
        blocks.set(key, `${decision.rule}: ${request}\n----\n${decision.httpStatus} ${body}\n`);
      }
    }
  }
  return [...blocks.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, block]) => block)
    .join('\n');
}

describe('the body of a refusal', () => {
  it.each(['start', 'resume'] as const)(
    'of %s while stopping is the documented example, byte for byte',
    (type) => {
      expect(printed(refusal(stopping, { type }))).toBe(exampleOf(type));
    },
  );

  it.each(['activate', 'approve'])(
    'of an unknown pipeline is the example of %s, byte for byte',
    (document) => {
      expect(printed(unknownPipelineName('non-existent-pipeline'))).toBe(exampleOf(document));
    },
  );

  it('of pause or resume of a deployed pipeline names its runtime statuses', () => {
    const error = refusal(deploymentWith({ status: 'Running', desiredStatus: 'Suspended' }), {
      type: 'resume',
    });
    const { hint } = refusals['resume.suspending'];
    expect(error).toEqual({
      message: `Deployment runtime status (current: 'Running', desired: 'Suspended') cannot have desired changed to 'Running'. ${hint}`,
      error_code: 'IllegalPipelineAction',
      details: {
        status: 'Running',
        current_desired_status: 'Suspended',
        new_desired_status: 'Running',
        hint,
      },
    });
  });

  it('of a graceful stop names the statuses of the resources, also if deployed', () => {
    const suspending = deploymentWith({ status: 'Suspending', desiredStatus: 'Suspended' });
    expect(refusal(suspending, { type: 'stop' }).details).toMatchObject({
      status: 'Provisioned',
      current_desired_status: 'Suspended',
      new_desired_status: 'Suspended',
    });
  });

  it('names the feature of the Enterprise edition', () => {
    const error = refusal(stopping, { type: 'stop' }, { checkpointing: false });
    expect(error.details).toEqual({ feature: 'checkpointing' });
  });

  it('of an unsupported action names the action and the reason', () => {
    const standby = deploymentWith({ status: 'Standby', desiredStatus: 'Standby' });
    const { details } = refusal(standby, { type: 'stop' });
    expect(Object.entries(details)).toEqual([
      ['action', 'stop'],
      ['reason', refusals['stop.standby'].hint],
    ]);
  });

  it('of an undeployed pipeline gets the name from the host, as the first detail', () => {
    const error = refusal(stopping, { type: 'approve' });
    expect(error.details).toEqual({ status: 'Stopping', desired_status: 'Stopped' });
    const named = withPipelineName(error, 'orders');
    expect(Object.entries(named.details)).toEqual([
      ['pipeline_name', 'orders'],
      ['status', 'Stopping'],
      ['desired_status', 'Stopped'],
    ]);
    expect(isDeeplyFrozen(named)).toBe(true);
  });

  it('with any other code does not get the name', () => {
    const error = refusal(stopping, { type: 'start' });
    expect(withPipelineName(error, 'orders')).toBe(error);
  });

  it('has a message, a known code and details, and every code occurs', () => {
    const bodies = new Map<string, RefusalBody>();
    for (const capabilities of everyCapabilities) {
      for (const { decision } of reachable.flatMap((each) => verdicts(each, capabilities))) {
        if (!decision.accepted) bodies.set(JSON.stringify(decision.error), decision.error);
      }
    }
    const seen = new Set<string>();
    for (const body of bodies.values()) {
      const { message, error_code, details } = body;
      seen.add(error_code);
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(message).not.toMatch(/undefined|null|\[object/);
      expect(JSON.parse(JSON.stringify(details))).toEqual(details);
      expect(isDeeplyFrozen(body)).toBe(true);
    }
    expect([...seen].sort()).toEqual([...errorCodes].sort());
  });
});
