/** A dialect is checked before it is used, and what it says is legal wherever the rules are. */
import { describe, expect, it } from 'vitest';
import {
  type DialectDeclaration,
  dialectIds,
  documents,
  mayAccept,
  parseDialect,
  possibleAnswers,
  possibleMoves,
} from '../../src/dialect';
import {
  createDeployment,
  decide,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  InvalidInputError,
  invariants,
  observe,
  parseAction,
  reachableDeployments,
} from '../../src/lifecycle';

const feldera = parseDialect('feldera');
const named = { id: 'ours', source: 'our server' };
const deviation = { id: 'a', statement: 'It does so.', source: 'our server' };
const row = { actions: ['approve'], answer: 200 };

const refusal = (value: unknown) => {
  try {
    parseDialect(value as DialectDeclaration);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return (error as Error).message;
  }
  return null;
};

describe('a dialect', () => {
  it('is known by its id, and the documents are the default', () => {
    expect(dialectIds).toEqual(['documents', 'feldera']);
    expect(parseDialect()).toBe(documents);
    expect(parseDialect('documents')).toBe(documents);
    expect(parseDialect('feldera')).toBe(feldera);
    expect(parseDialect(feldera)).toBe(feldera);
    expect(refusal('feldra')).toContain(
      'dialect is "feldra", but must be one of documents, feldera',
    );
  });

  it.each([
    ['nothing', null, 'dialect'],
    ['no id', { source: 'x' }, 'dialect.id'],
    ['no source', { id: 'x', source: '' }, 'dialect.source'],
    ['a misspelled field', { ...named, answer: [] }, 'answer'],
    ['a status of ours as a word', { ...named, statuses: { Running: ['Paused'] } }, 'Running'],
    ['an unknown status', { ...named, statuses: { Warm: ['Runing'] } }, 'statuses.Warm'],
    ['a word for nothing', { ...named, statuses: { Warm: [] } }, 'statuses.Warm'],
    ['a word without a sentence', { ...named, statuses: { W: { standsFor: ['Paused'] } } }, 'W.id'],
    ['no table', { ...named, answers: 'all' }, 'dialect.answers'],
    ['a deviation without cases', { ...named, answers: [deviation] }, 'cases'],
    [
      'an unknown action',
      { ...named, answers: [{ ...deviation, cases: [{ ...row, actions: ['go'] }] }] },
      'actions',
    ],
    [
      'an unknown rule',
      { ...named, answers: [{ ...deviation, cases: [{ ...row, rules: ['x'] }] }] },
      'rules',
    ],
    [
      'no answer',
      { ...named, answers: [{ ...deviation, cases: [{ actions: ['stop'] }] }] },
      'answer',
    ],
    [
      'a refusal without a code',
      { ...named, answers: [{ ...deviation, cases: [{ ...row, answer: 409 }] }] },
      'error_code',
    ],
    [
      'a code without a refusal',
      { ...named, answers: [{ ...deviation, cases: [{ ...row, error_code: 'X' }] }] },
      'error_code',
    ],
    [
      'a refusal that changes something',
      {
        ...named,
        answers: [
          { ...deviation, cases: [{ ...row, answer: 409, error_code: 'X', effect: 'Paused' }] },
        ],
      },
      'effect',
    ],
    ['moves that are not a function', { ...named, moves: [] }, 'dialect.moves'],
    ['a lag without actions', { ...named, desired: { lag: deviation } }, 'lag.after'],
    ['no list of what it gives up', { ...named, givesUp: 'all' }, 'dialect.givesUp'],
  ])('is refused with %s', (_, value, field) => {
    expect(refusal(value)).toContain(field);
  });

  it('may answer by a function, whose answers are checked each time', () => {
    const before = createDeployment();
    const asked = (answer: object) =>
      parseDialect({
        ...named,
        answers: () => [{ deviation, after: [before], ...answer }] as never,
      });
    const ask = (answer: object) =>
      asked(answer).answers(before, everyAction[0] as never, fullCapabilities);
    expect(ask({ httpStatus: 409, errorCode: 'Conflict' })).toMatchObject([{ httpStatus: 409 }]);
    expect(() => ask({ httpStatus: 409, errorCode: null })).toThrow('errorCode');
    expect(() => ask({ httpStatus: 200, errorCode: 'X' })).toThrow('errorCode');
    expect(() =>
      ask({ httpStatus: 200, errorCode: null, after: [{ ...before, status: 'Up' }] }),
    ).toThrow(InvalidInputError);
    expect(() => ask({ httpStatus: 409, errorCode: 'X', after: [{ ...before }] })).toThrow(
      'a refusal changes nothing',
    );
  });

  it('leads only to deployments that can occur, and refuses without an effect', () => {
    let answers = 0;
    for (const capabilities of [
      fullCapabilities,
      everyCapabilities.at(-1) as typeof fullCapabilities,
    ]) {
      for (const deployment of reachableDeployments(capabilities)) {
        for (const action of everyAction) {
          for (const { after, httpStatus } of feldera.answers(deployment, action, capabilities)) {
            answers += 1;
            for (const each of after)
              expect(invariants.every(({ holds }) => holds(each))).toBe(true);
            if (httpStatus >= 400) expect(after).toEqual([deployment]);
          }
        }
        for (const { after } of feldera.moves(deployment)) {
          expect(invariants.every(({ holds }) => holds(after))).toBe(true);
        }
      }
    }
    expect(answers).toBeGreaterThan(1_000);
  });

  it('adds to what the machine answers and applies, and takes nothing away', () => {
    for (const deployment of reachableDeployments()) {
      for (const action of everyAction) {
        const question = { deployment, action, capabilities: fullCapabilities };
        const decision = decide(deployment, action);
        const [first] = possibleAnswers(feldera, decision, question);
        expect(first).toMatchObject({ httpStatus: decision.httpStatus, deviation: null });
        expect(possibleAnswers(documents, decision, question)).toHaveLength(1);
      }
      for (const { observation, after, deviation: by } of possibleMoves(feldera, deployment)) {
        if (by === null) expect(observe(deployment, observation).deployment).toEqual(after);
      }
    }
  });

  it('says with which code an action may be accepted', () => {
    const dismiss = parseAction({ type: 'dismissError' });
    expect(mayAccept(documents, dismiss, 200)).toBe(false);
    expect(mayAccept(feldera, dismiss, 200)).toBe(true);
    expect(mayAccept(feldera, parseAction({ type: 'start' }), 200)).toBe(false);
    expect(mayAccept(documents, dismiss, 202)).toBe(true);
  });
});
