/**
 * Scenario scripts: prose, events, `----`, and their outcomes. `UPDATE=1` rewrites the outcomes.
 *
 * - `start?initial=paused`: an action, as a request.
 * - `saw suspended checkpoint=7 generation=1`: an observation of the runner.
 * - `reconcile`: the runner asks for its next step.
 * - `without checkpointing`: from here on, the pipeline does not have this capability.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Capabilities,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  fullCapabilities,
  type Outcome,
  observe,
  reconcile,
} from '../../src/lifecycle';
import type { Observation } from '../../src/lifecycle/observation';
import { eventOfLine } from './helpers';

const folder = new URL('scenarios/', import.meta.url);

describe('scenario', () => {
  it.each(readdirSync(folder))('%s', (file) => {
    const path = new URL(file, folder);
    const script = readFileSync(path, 'utf8');
    const played = play(script);
    if (process.env.UPDATE === '1') writeFileSync(path, played);
    else expect(script).toBe(played);
  });
});

/** Returns the script with its present outcomes. A block is prose, events, `----` and outcomes. */
function play(script: string): string {
  let deployment = createDeployment();
  let capabilities: Capabilities = fullCapabilities;
  const outcomeOf = (line: string): string => {
    const [word = '', ...rest] = line.split(' ');
    if (word === 'without') {
      capabilities = { ...capabilities, ...Object.fromEntries(rest.map((name) => [name, false])) };
      return `without ${rest.join(', ')}`;
    }
    if (word === 'reconcile') return stepText(deployment);
    const event = eventOfLine(line);
    const result =
      word === 'saw'
        ? observe(deployment, event as Observation)
        : decide(deployment, event as Action, capabilities);
    const text = resultText(deployment, result);
    deployment = result.deployment;
    return text;
  };
  const blocks = script.trimEnd().split('\n\n');
  return `${blocks.map((block) => playBlock(block, outcomeOf)).join('\n\n')}\n`;
}

function playBlock(block: string, outcomeOf: (line: string) => string): string {
  const lines = block.split('\n');
  const end = lines.indexOf('----');
  const input = end === -1 ? lines : lines.slice(0, end);
  const events = input.filter((line) => !line.startsWith('#'));
  if (events.length === 0) return input.join('\n');
  return [...input, '----', ...events.map(outcomeOf)].join('\n');
}

function resultText(before: Deployment, result: Decision | Outcome): string {
  if ('reason' in result) return `stale (${result.rule})`;
  if (!result.accepted) return `${result.httpStatus} ${result.error.error_code} (${result.rule})`;
  const code = 'httpStatus' in result ? `${result.httpStatus} ` : '';
  const effect = result.changed ? deploymentText(before, result.deployment) : 'no change';
  return `${code}${effect} (${result.rule})`;
}

function deploymentText(before: Deployment, after: Deployment): string {
  const { status, desiredStatus, ...data } = after;
  const changes = Object.entries(data)
    .filter(([field, value]) => value !== before[field as keyof Deployment])
    .map(
      ([field, value]) =>
        `${field}=${after.error !== null && value === after.error ? after.error.error_code : value}`,
    );
  return [`${status}/${desiredStatus}`, ...changes].join(' ');
}

function stepText(deployment: Deployment): string {
  const { type, generation: _generation, ...carried } = reconcile(deployment);
  return [type, ...Object.entries(carried).map(([name, value]) => `${name}=${value}`)].join(' ');
}
