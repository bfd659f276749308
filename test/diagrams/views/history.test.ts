/** Histories with times: lines that overlap side by side, lost calls, windows and remarks. */
import { describe, expect, it } from 'vitest';
import {
  type DiagramMessage,
  draw,
  type SequenceDiagram,
  toMarkdown,
  toPlantUml,
  toSvg,
} from '../../../src/diagrams';
import { waitsOf } from '../../../src/diagrams/diagram';
import {
  illegalWindow,
  lostCall,
  oneAfterTheOther,
  overlappingCalls,
  overlappingPoll,
} from '../samples';

function drawn(history: readonly string[]): SequenceDiagram {
  const diagram = draw('history', { history });
  if (diagram.kind !== 'sequence') throw new Error('A history is a sequence.');
  return diagram;
}

/** The messages between users and server, and the marks, in short. */
function course({ messages }: SequenceDiagram): string[] {
  const isInside = ({ kind }: DiagramMessage) => kind === 'step' || kind === 'observation';
  return messages
    .filter((each) => !isInside(each) && each.kind !== 'note' && each.kind !== 'remark')
    .map(({ from, to, text }) => (from === to ? text : `${from}>${to} ${text}`));
}

describe('lines that overlap', () => {
  it('are drawn side by side, each from its request to its answer', () => {
    const diagram = drawn(overlappingCalls);
    expect(diagram.participants).toEqual(['user1', 'user2', 'server', 'runner', 'pipeline']);
    expect(course(diagram).slice(3)).toEqual([
      'user1>server pause',
      'line 4 is decided',
      'user2>server stop?force=true',
      'line 3 is decided',
      'server>user2 202',
      'server>user1 202',
      'server>user1 is Running, desired Stopped',
    ]);
  });

  it('show the order that explains a reading which others overtook', () => {
    const decided = course(drawn(overlappingPoll)).filter((text) => text.startsWith('line'));
    expect(decided).toEqual([5, 3, 4].map((line) => `line ${line} is decided`));
  });

  it('never let two lines wait at once for one user', () => {
    const crowd = Array.from({ length: 12 }, (_, index) =>
      JSON.stringify({ call: 'start', answer: 202, began: index, ended: index + 3 }),
    );
    const diagram = drawn(crowd);
    // A line that ends at the very moment at which another begins overlaps it.
    expect(diagram.participants.filter((each) => each.startsWith('user'))).toHaveLength(4);
    const waits = waitsOf(diagram);
    expect(waits).toHaveLength(12);
    for (const one of waits) {
      const others = waits.filter((each) => each !== one && each.participant === one.participant);
      for (const other of others)
        expect(one.last < other.first || other.last < one.first).toBe(true);
    }
  });

  it('are the calls of one user if none of them overlap', () => {
    const { participants, messages } = drawn(oneAfterTheOther);
    expect(participants).toEqual(['user', 'server', 'runner', 'pipeline']);
    expect(messages.some(({ kind }) => kind === 'decision' || kind === 'poll')).toBe(false);
  });
});

describe('a history without times', () => {
  const untimed = (lines: readonly string[]) =>
    lines.map((line) => {
      const { began: _, ended: __, ...rest } = JSON.parse(line);
      return JSON.stringify(rest);
    });

  it('is drawn as the same lines are with times one after the other', () => {
    expect(drawn(untimed(oneAfterTheOther))).toEqual(drawn(oneAfterTheOther));
  });

  it('has a call without an answer as one arrow', () => {
    const messages = course(drawn(untimed(lostCall)));
    expect(messages).toContain('user>server stop?force=true (no answer)');
    expect(messages.some((text) => text.includes('decided'))).toBe(false);
  });

  it('among lines with times keeps its place', () => {
    const diagram = drawn([
      '{"call":"start","answer":202,"began":0,"ended":100}',
      '{"note":"in between"}',
      '{"call":"pause","answer":202}',
      '{"call":"resume","answer":202,"began":50,"ended":60}',
    ]);
    expect(course(diagram)).toEqual([
      ...['user1>server start', 'line 1 is decided'],
      ...['user2>server pause', 'line 3 is decided', 'server>user2 202'],
      ...['user2>server resume', 'line 4 is decided', 'server>user2 202'],
      'server>user1 202',
    ]);
    const texts = diagram.messages.map(({ text }) => text);
    const places = ['start', 'in between', 'pause'].map((text) => texts.indexOf(text));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
  });
});

describe('a call without an answer', () => {
  it('ends in a lost mark, and is decided where it took effect', () => {
    expect(course(drawn(lostCall)).slice(2)).toEqual([
      'user>server stop?force=true',
      'server>user no answer',
      'server>user is Running, desired Running',
      'line 2 is decided',
      'server>user is Stopping, desired Stopped',
    ]);
    expect(toPlantUml('history', { history: lostCall })).toContain('server -->x user : no answer');
  });

  it('is not decided if it need never have taken effect', () => {
    const { messages } = drawn(lostCall.slice(0, 3));
    expect(messages.map(({ kind }) => kind)).toContain('lost');
    expect(messages.map(({ kind }) => kind)).not.toContain('decision');
  });

  it('that took effect late does not keep later lines waiting for one that never did', () => {
    const [start = '', stop = '', running = '', stopping = ''] = lostCall;
    const never = '{"call":"start","began":5000}';
    const texts = course(drawn([start, stop, running, never, stopping]));
    expect(texts.slice(4)).toEqual([
      'server>user is Running, desired Running',
      'line 2 is decided',
      'server>user is Stopping, desired Stopped',
      ...['user>server start', 'server>user no answer'],
    ]);
  });

  it('waits until its client gives up, if the line says when', () => {
    const history = [
      '{"call":"start","began":0,"ended":30}',
      '{"call":"start","answer":202,"began":10,"ended":20}',
    ];
    expect(course(drawn(history)).filter((text) => !text.startsWith('line'))).toEqual([
      ...['user1>server start', 'user2>server start', 'server>user2 202', 'server>user1 no answer'],
    ]);
  });
});

describe('an illegal history', () => {
  it('frames and marks all lines that no order explains', () => {
    const { frame, messages, description } = drawn(illegalWindow);
    expect(frame?.label).toBe('no order of these is possible');
    expect(description).toContain('Lines 3, 4, 5 overlap, and no order of these is possible.');
    const framed = messages.slice(frame?.first, (frame?.last ?? 0) + 1);
    expect(framed.filter(({ line }) => line !== null).map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(framed.every(({ offending }) => offending)).toBe(true);
    expect(messages.filter(({ offending }) => offending)).toEqual(framed);
    expect(framed.at(-1)?.text).toMatch(/^If decided in the order 3-4-5 or .*, line 5 breaks/);
  });

  it('has the label of the frame in each format', async () => {
    const options = { history: illegalWindow };
    const label = 'no order of these is possible';
    expect(await toSvg('history', options)).toContain(`>${label}</text>`);
    expect(toPlantUml('history', options)).toContain(`group ${label}\n`);
    expect(toMarkdown('history', options)).toContain(`**resume** (${label})`);
  });

  it('marks one line and its answer if that breaks a rule by itself', () => {
    const { frame, messages } = drawn(oneAfterTheOther);
    expect(frame).toBeNull();
    const offending = messages.filter((each) => each.offending);
    expect(offending.map(({ kind }) => kind)).toEqual(['call', 'accepted', 'note']);
    expect(offending[2]?.text).toMatch(/^Line 4 breaks a rule: pause is answered with 202, but/);
  });
});

it('a remark is a note at its line', () => {
  const { messages } = drawn(lostCall);
  expect(messages.slice(-2).map(({ kind, line }) => [kind, line])).toEqual([
    ['reading', 4],
    ['remark', null],
  ]);
  expect(messages.at(-1)?.text).toBe(
    'Line 4 is legal only if this happened, which hardly ever does: the call of line 2, which has no answer, took effect late.',
  );
});
