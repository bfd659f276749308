/** Changed machines, marked pipelines and histories can be drawn; mistakes are named. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { not } from 'xstate';
import {
  draw,
  type GraphDiagram,
  type SequenceDiagram,
  toMermaid,
  toScxml,
} from '../../src/diagrams';
import { InvalidInputError } from '../../src/input/invalid-input';
import { createDeployment, decide, observe } from '../../src/lifecycle';
import { lifecycleMachine } from '../../src/lifecycle/machine/machine';
import { HistoryFormatError } from '../../src/trace';
import { UntranslatableError } from '../../src/verify/statechart/chart';
import { bugs } from '../lifecycle/planted-bugs';
import { arrowsOf, graph } from './drawn';

type Drawn = Readonly<Record<'desired' | 'pairs' | 'action:resume', GraphDiagram>>;

describe('a changed machine', () => {
  const { machine } = bugs['resume revives a suspending pipeline'] as {
    machine: typeof lifecycleMachine;
  };
  const revived = { kind: 'action', name: 'resume', from: 'Suspended', to: 'Running' };

  // Drawn one after the other, so that each machine is explored once.
  const views = ['desired', 'pairs', 'action:resume'];
  const [changed, usual] = [{ machine }, {}].map((options) =>
    Object.fromEntries(views.map((view) => [view, graph(view, options)])),
  ) as [Drawn, Drawn];

  it('is drawn as it is', () => {
    expect(arrowsOf(changed.desired)).toContainEqual(expect.objectContaining(revived));
    expect(arrowsOf(usual.desired)).not.toContainEqual(expect.objectContaining(revived));
  });

  it('is drawn as it is by the views of pairs and actions as well', () => {
    const { from, to } = { from: 'Suspending_Suspended', to: 'Suspending_Running' };
    expect(arrowsOf(changed.pairs)).toContainEqual(
      expect.objectContaining({ name: 'resume', from, to }),
    );
    const lineIn = (drawn: Drawn) =>
      drawn['action:resume'].nodes.find(({ id }) => id === from)?.lines.at(-1);
    expect(lineIn(changed)).toBe('202, to Running');
    expect(lineIn(usual)).toBe('400 IllegalPipelineAction');
  });

  it('has its guards in words, also those that are built of others', () => {
    const guards = { approved: not('awaitApprovalPolicy') };
    const hasty = lifecycleMachine.provide({ guards } as object) as typeof lifecycleMachine;
    const capabilities = { standby: false, checkpointing: false };
    const conditionIn = (options: object) =>
      arrowsOf(graph('status', { capabilities, ...options })).find(
        ({ from, name }) => from === 'AwaitingApproval' && name === 'running',
      )?.condition;
    expect(conditionIn({ machine: hasty })).toBe(
      '[desired Running, not bootstrap policy await_approval]',
    );
    expect(conditionIn({})).toBe('[desired Running, approved]');
  });

  it('is an error if one of its rows cannot be read', () => {
    const config = { ...lifecycleMachine.config, on: { start: {} } };
    const strange = Object.assign(Object.create(lifecycleMachine), { config });
    const capabilities = { standby: false, checkpointing: false };
    const drawing = () => draw('status', { machine: strange, capabilities });
    expect(drawing).toThrow(UntranslatableError);
    expect(drawing).toThrow(/Cannot translate the machine: it has 'on'/);
  });
});

describe('a marked pipeline', () => {
  const started = decide(createDeployment(), { type: 'start' }).deployment;
  const provisioning = observe(started, { type: 'provisioning' }).deployment;
  const running = observe(provisioning, { type: 'running' }).deployment;
  const marked = (view: string, highlight: object) =>
    graph(view, { highlight: highlight as typeof started })
      .nodes.filter(({ highlighted }) => highlighted)
      .map(({ id }) => id);

  it.each([
    ['overview', 'Running'],
    ['lifecycle', 'Running'],
    ['status', 'Running'],
    ['desired', 'Running'],
    ['pairs', 'Running_Running'],
    ['reconcile', 'Running_Running'],
    ['action:stop', 'Running_Running'],
  ])('is shown by %s', (view, id) => {
    expect(marked(view, running)).toEqual([id]);
  });

  it('leaves a path of arrows, also through arrows from a frame', () => {
    const failed = observe(running, {
      type: 'failed',
      error: { message: '', error_code: 'E', details: {} },
    });
    const path = [createDeployment(), started, provisioning, running, failed.deployment];
    const { edges } = graph('lifecycle', { highlight: path });
    const passed = edges.filter(({ highlighted }) => highlighted).map(({ from, to }) => [from, to]);
    expect(passed).toEqual([
      ['Stopped', 'Provisioning'],
      ['held', 'Stopping'],
      ['Provisioning', 'Running'],
      ['held', 'Stopping'],
    ]);
  });

  it('is marked in every format that has colors', () => {
    expect(toMermaid('status', { highlight: running })).toContain('class Running highlight');
    expect(toMermaid('status')).not.toContain('class Running highlight');
  });

  it('must be in a pair of statuses that can occur', () => {
    const highlight = { status: 'Running', desiredStatus: 'Standby' } as const;
    expect(() => draw('status', { highlight })).toThrow(
      'highlight is "Running/Standby", but must be a pair of statuses that can occur',
    );
  });
});

describe('a history', () => {
  const linesOf = (name: string) =>
    readFileSync(`examples/histories/${name}.jsonl`, 'utf8').split('\n');
  const messages = (name: string, options = {}) =>
    (draw('history', { history: linesOf(name), ...options }) as SequenceDiagram).messages;

  it('has a mark at the line that breaks a rule, with the reason', () => {
    const offending = messages('resume-cancels-suspend').filter((each) => each.offending);
    expect(offending.map(({ line, text }) => [line, text])).toEqual([
      [6, 'resume'],
      [null, '202'],
      [
        null,
        'Line 6 breaks a rule: resume is answered with 202, but resume is refused with 400 IllegalPipelineAction.',
      ],
    ]);
  });

  it('has no mark if it is legal', () => {
    expect(messages('run-pause-resume-force-stop').some(({ offending }) => offending)).toBe(false);
  });

  it('shows the steps of the runner', () => {
    const texts = messages('run-pause-resume-force-stop').map(
      ({ from, to, text }) => `${from} > ${to}: ${text}`,
    );
    expect(texts.slice(0, 5)).toEqual([
      'user > server: start',
      'server > user: 202',
      'server > user: is Stopped, desired Running',
      'runner > pipeline: provision',
      'runner > server: reports provisioning',
    ]);
    expect(texts).toContain('runner > pipeline: pause');
  });

  it('shows the readings of a marked pipeline', () => {
    const highlight = { status: 'Paused', desiredStatus: 'Paused' };
    const seen = messages('resume-cancels-suspend', { highlight }).filter(
      (each) => each.highlighted,
    );
    expect(seen.map(({ line }) => line)).toEqual([2]);
  });

  it('of a server with a dialect is judged by it, and drawn in its words', () => {
    const history = [
      '{"call":"start","query":{"initial":"paused"},"answer":202}',
      '{"seen":{"deployment_status":"Paused","deployment_desired_status":"Paused"}}',
      '{"call":"activate","query":{"initial":"running"},"answer":202}',
      '{"seen":{"deployment_status":"Unavailable","deployment_desired_status":"Unavailable"}}',
    ];
    const drawn = (lines: readonly string[], dialect?: string) =>
      draw('history', { history: lines, dialect }) as SequenceDiagram;
    const { description, messages: shown } = drawn(history, 'feldera');
    expect(description).toContain(' The rules allow it, in the dialect feldera.');
    expect(shown.some(({ offending }) => offending)).toBe(false);
    expect(shown.at(-1)?.text).toMatch(/^is Provisioning or .*, desired Unavailable$/);
    const stopped = ['{"call":"dismiss_error","answer":200}'];
    expect(drawn(stopped, 'feldera').messages.at(-1)?.kind).toBe('accepted');
    expect(drawn(history.slice(0, 3)).messages.some(({ offending }) => offending)).toBe(true);
    expect(() => draw('status', { dialect: 'feldera' })).toThrow(
      /^dialect is "feldera", but must be left out: only the view 'history'/,
    );
    expect(() => toScxml({ dialect: 'feldera' })).toThrow(
      /^dialect is "feldera", but must be left/,
    );
  });

  it('is needed, must be readable, and belongs to no other view', () => {
    expect(() => draw('history')).toThrow(InvalidInputError);
    expect(() => draw('history', { history: 'start' })).toThrow(
      /^history is "start", but must be the lines/,
    );
    expect(() => draw('history', { history: ['{'] })).toThrow(HistoryFormatError);
    expect(() => draw('status', { history: [] })).toThrow(/^history is \[\], but must be left out/);
  });
});

describe('malformed input', () => {
  it.each([
    [
      'an unknown view',
      () => draw('statuses' as never),
      'view is "statuses", but must be one of "overview", "lifecycle", "status"',
    ],
    ['a view that every object has', () => draw('toString' as never), 'view is "toString"'],
    [
      'an unknown option',
      () => draw('status', { colour: 'red' } as object),
      'Unknown field \'colour\' ("red"): a diagram has only machine',
    ],
    ['missing options', () => draw('status', null as never), 'options is null'],
    [
      'an unknown capability',
      () => draw('status', { capabilities: { standbye: true } as object }),
      "Unknown field 'standbye' (true)",
    ],
    [
      'a mark that is not a deployment',
      () => draw('status', { highlight: 'Running' as never }),
      'highlight is "Running"',
    ],
    [
      'a mark in an unknown status',
      () => draw('status', { highlight: { status: 'Runing', desiredStatus: 'Running' } as never }),
      'highlight.status is "Runing"',
    ],
    [
      'a machine that is not a machine',
      () => draw('status', { machine: {} as never }),
      'machine is {}',
    ],
  ])('is named: %s', (_name, attempt, message) => {
    expect(attempt).toThrow(InvalidInputError);
    expect(attempt).toThrow(message);
  });
});
