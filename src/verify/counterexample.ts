/**
 * Counterexamples in words: as a story that a person can follow, and as a recorded history, in the
 * format that the history checker reads.
 */
import {
  capabilityNames,
  createDeployment,
  type Deployment,
  explainRule,
  toQuery,
  toRequest,
  wireName,
} from '../lifecycle';
import { type Step, unnamedRule } from './exploration';
import type { Counterexample } from './proof';

/** The counterexample as lines of text: each step and what came of it, then what is wrong. Pure. */
export function toStory(counterexample: Counterexample): string {
  const { property, rules, capabilities, steps, cycle } = counterexample;
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  const pipeline =
    missing.length === 0 ? 'A pipeline' : `A pipeline without ${missing.join(' and ')}`;
  return [
    `${pipeline} that was never started, status Stopped, desired Stopped.`,
    ...steps.map((step, index) => `${index + 1}. ${sentence(step)}`),
    ...ending(cycle, steps.length),
    `This violates ${property.id}: ${property.statement}`,
    ...[rules.find(({ quote }) => quote !== null) ?? rules[0]].flatMap((rule) =>
      rule === undefined ? [] : [explainRule(rule)],
    ),
  ].join('\n');
}

function sentence(step: Step): string {
  return `${whatHappened(step)} ${whatCameOfIt(step)}`;
}

function whatHappened({ kind, event, before }: Step): string {
  if (kind === 'action') return `The user calls ${toRequest(event)}:`;
  const generation = event.generation ?? before.generation;
  const sender =
    generation === before.generation
      ? 'The runner'
      : `${generation < before.generation ? 'An earlier' : 'A later'} process`;
  const payload = 'checkpoint' in event ? ` ${event.checkpoint}` : '';
  return `${sender} reports ${event.type}${payload}:`;
}

function whatCameOfIt({
  kind,
  accepted,
  rule,
  httpStatus,
  errorCode,
  before,
  after,
}: Step): string {
  const verdict =
    kind === 'action'
      ? [httpStatus, errorCode].filter((part) => part !== null).join(' ')
      : accepted
        ? 'taken in'
        : 'stale';
  const changes = changed(before, after);
  const by = rule === unnamedRule ? '' : ` (${rule})`;
  return `${verdict}${by}; ${changes === '' ? 'nothing changes' : changes}.`;
}

const shown = ['initial', 'bootstrapPolicy', 'bootstrapApproved', 'checkpoint'] as const;

function changed(before: Deployment, after: Deployment): string {
  const parts = [
    before.status !== after.status && `status becomes ${after.status}`,
    before.desiredStatus !== after.desiredStatus && `desired becomes ${after.desiredStatus}`,
    before.error !== after.error && `error is ${after.error === null ? 'cleared' : 'set'}`,
    ...shown.map((name) => before[name] !== after[name] && `${name} becomes ${after[name]}`),
    // The number itself says nothing: every state begins with the same one.
    before.generation !== after.generation &&
      `generation changes by ${after.generation - before.generation}`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

function ending(cycle: readonly Step[] | null, length: number): string[] {
  if (cycle === null) return [];
  if (cycle.length === 0) return ['There it stays: no step of the runner leads on.'];
  return [
    'From there it goes round and round:',
    ...cycle.map((step, index) => `${length + index + 1}. ${sentence(step)}`),
  ];
}

/**
 * The counterexample as a recorded history, one JSON object a line: each call with its answer, and after
 * each step what a poll would read. Pure.
 */
export function toHistory({
  property,
  capabilities,
  steps,
  cycle,
}: Counterexample): readonly string[] {
  const all = [...steps, ...(cycle ?? [])];
  return [
    { capabilities },
    { note: `Violates ${property.id}: ${property.statement}` },
    // So that a history in which nothing happens is one, too.
    seen(createDeployment()),
    ...all.flatMap((step) => [lineOf(step), seen(step.after)]),
  ].map((line) => JSON.stringify(line));
}

function lineOf(step: Step): object {
  if (step.kind === 'observation') return { note: whatHappened(step).slice(0, -1) };
  return {
    call: wireName(step.event.type),
    query: toQuery(step.event),
    answer: step.httpStatus,
    ...(step.errorCode === null ? {} : { error_code: step.errorCode }),
  };
}

function seen({ status, desiredStatus, error }: Deployment): object {
  return {
    seen: {
      deployment_status: status,
      deployment_desired_status: desiredStatus,
      deployment_error: error === null ? null : true,
    },
  };
}
