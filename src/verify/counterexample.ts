/**
 * Counterexamples in words: as a story that a person can follow, and as a recorded history, in the
 * format that the history checker reads.
 */
import { readResult } from '../input';
import {
  capabilityNames,
  createDeployment,
  type Deployment,
  explainRule,
  toQuery,
  toRequest,
  wireName,
} from '../lifecycle';
import { type Transition, unnamedRule } from './exploration';
import type { Counterexample } from './proof';

/**
 * Tells a counterexample as lines of text: each step with its outcome, then the violation. Pure.
 * Throws InvalidInputError for anything but a counterexample.
 */
export function toStory(counterexample: Counterexample): string {
  return readResult('counterexample', counterexample, allowed, storyText);
}

const allowed = 'a counterexample of a report';

function storyText(counterexample: Counterexample): string {
  const { property, rules, capabilities, steps, cycle } = counterexample;
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  const pipeline =
    missing.length === 0 ? 'A pipeline' : `A pipeline without ${missing.join(' and ')}`;
  return [
    `${pipeline} that was ${pastOf(steps)}, status Stopped, desired Stopped.`,
    ...steps.map((step, index) => `${index + 1}. ${sentence(step)}`),
    ...ending(cycle, steps.length),
    `This violates ${property.id}: ${property.statement}`,
    ...[rules.find(({ quote }) => quote !== null) ?? rules[0]].flatMap((rule) =>
      rule === undefined ? [] : [explainRule(rule)],
    ),
  ].join('\n');
}

/** Only a pipeline that was started before has a generation that a late report can name. */
function pastOf(steps: readonly Transition[]): string {
  const first = steps.find(({ kind, accepted, event }) => {
    return (
      accepted && (kind === 'action' ? event.type === 'start' : event.generation !== undefined)
    );
  });
  return first?.kind === 'observation' ? 'started and stopped again' : 'never started';
}

function sentence(step: Transition): string {
  return `${eventSentence(step)} ${outcomeSentence(step)}`;
}

function eventSentence({ kind, event, before }: Transition): string {
  if (kind === 'action') return `The user calls ${toRequest(event)}:`;
  const generation = event.generation ?? before.generation;
  const sender =
    generation === before.generation
      ? 'The runner'
      : `${generation < before.generation ? 'An earlier' : 'A later'} process`;
  const payload = 'checkpoint' in event ? ` ${event.checkpoint}` : '';
  return `${sender} reports ${event.type}${payload}:`;
}

function outcomeSentence({
  kind,
  accepted,
  rule,
  httpStatus,
  errorCode,
  before,
  after,
}: Transition): string {
  const outcome =
    kind === 'action'
      ? [httpStatus, errorCode].filter((part) => part !== null).join(' ')
      : accepted
        ? 'applied'
        : 'stale';
  const changes = changesInWords(before, after);
  const by = rule === unnamedRule ? '' : ` (${rule})`;
  return `${outcome}${by}; ${changes === '' ? 'nothing changes' : changes}.`;
}

const shownFields = ['initial', 'bootstrapPolicy', 'bootstrapApproved', 'checkpoint'] as const;

function changesInWords(before: Deployment, after: Deployment): string {
  const parts = [
    before.status !== after.status && `status becomes ${after.status}`,
    before.desiredStatus !== after.desiredStatus && `desired becomes ${after.desiredStatus}`,
    before.error !== after.error && `error is ${after.error === null ? 'cleared' : 'set'}`,
    ...shownFields.map((name) => before[name] !== after[name] && `${name} becomes ${after[name]}`),
    // Every representative has the same generation, so only the difference means something.
    before.generation !== after.generation &&
      `generation changes by ${after.generation - before.generation}`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

function ending(cycle: readonly Transition[] | null, length: number): string[] {
  if (cycle === null) return [];
  if (cycle.length === 0) return ['It stays there: no step of the runner leads on.'];
  return [
    'From there on, these steps can repeat for ever:',
    ...cycle.map((step, index) => `${length + index + 1}. ${sentence(step)}`),
  ];
}

/**
 * Writes a counterexample as a recorded history, one JSON object a line: each call with its answer,
 * and after each step the reading of a poll. Pure. Throws InvalidInputError for anything but a
 * counterexample.
 */
export function toHistory(counterexample: Counterexample): readonly string[] {
  return readResult('counterexample', counterexample, allowed, historyLines);
}

function historyLines({ property, capabilities, steps, cycle }: Counterexample): string[] {
  const all = [...steps, ...(cycle ?? [])];
  return [
    { capabilities },
    { note: `Violates ${property.id}: ${property.statement}` },
    // A history must have a call or a reading, even if nothing happens in it.
    pollOfStep(createDeployment()),
    ...all.flatMap((step) => [historyLine(step), pollOfStep(step.after)]),
  ].map((line) => JSON.stringify(line));
}

function historyLine(step: Transition): object {
  if (step.kind === 'observation') return { note: eventSentence(step).slice(0, -1) };
  return {
    call: wireName(step.event.type),
    query: toQuery(step.event),
    answer: step.httpStatus,
    ...(step.errorCode === null ? {} : { error_code: step.errorCode }),
  };
}

function pollOfStep({ status, desiredStatus, error }: Deployment): object {
  return {
    seen: {
      deployment_status: status,
      deployment_desired_status: desiredStatus,
      deployment_error: error === null ? null : true,
    },
  };
}
