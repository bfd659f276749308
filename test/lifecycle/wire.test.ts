/** Actions as requests on the wire, written and read back. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input';
import {
  type ActionType,
  actions,
  everyAction,
  fromRequest,
  parseAction,
  parseQuery,
  parseRequest,
  toQuery,
  toRequest,
  wireName,
} from '../../src/lifecycle';

describe('requests', () => {
  it.each(everyAction)('%o is written and read back', (action) => {
    expect(parseRequest(toRequest(action))).toEqual(action);
    expect(parseRequest(`/${toRequest(action)}`)).toEqual(action);
  });

  it('are the same however the action was made', () => {
    const bare = Object.assign(Object.create(null), { force: true, type: 'stop' });
    for (const action of [{ type: 'stop', force: true }, bare]) {
      expect(everyAction.includes(parseAction(action))).toBe(true);
      expect(toRequest(action as never)).toBe('stop?force=true');
    }
  });

  it('leave out defaults', () => {
    expect(toRequest({ type: 'start', initial: 'running', dismissError: false })).toBe(
      'start?dismiss_error=false',
    );
    expect(toRequest({ type: 'dismissError' })).toBe('dismiss_error');
  });

  it('have names in snake_case', () => {
    expect(wireName('bootstrapPolicy')).toBe('bootstrap_policy');
  });

  it.each([
    ['launch', 'action'],
    ['dismissError', 'action'],
    ['', 'action'],
    ['toString', 'action'],
    ['stop/', 'action'],
    ['//stop', 'action'],
    ['stop?forced=true', 'forced'],
    ['stop?force=yes', 'force'],
    ['stop?force=', 'force'],
    ['start?dismissError=true', 'dismissError'],
    ['start?dismiss_error=maybe', 'dismiss_error'],
    ['start?bootstrap_policy=ask', 'bootstrap_policy'],
    ['resume?force=true', 'force'],
    ['activate?initial=standby', 'initial'],
  ])('%s is an error of field %s, by its name on the wire', (request, field) => {
    expect(() => parseRequest(request)).toThrow(InvalidInputError);
    expect(() => parseRequest(request)).toThrow(expect.objectContaining({ field }));
  });

  it('are read from typed values, as JSON has them', () => {
    expect(fromRequest('stop', { force: true })).toEqual({ type: 'stop', force: true });
    expect(() => fromRequest('stop', { force: 'true' })).toThrow(InvalidInputError);
  });

  it('cannot have a parameter twice', () => {
    expect(() => parseRequest('stop?force=false&force=true')).toThrow(InvalidInputError);
  });

  it('are read from the query alone if the type of the action is known', () => {
    const parse = (type: ActionType, search: string) =>
      parseQuery(type, new URLSearchParams(search));
    for (const action of everyAction) {
      const [, search = ''] = toRequest(action).split('?');
      expect(parse(action.type, search)).toBe(action);
    }
    expect(() => parse('stop', 'force=true&force=true')).toThrow('given at most once');
    expect(() => parse('stop', 'forced=true')).toThrow('stop has only force');
    expect(() => parse('dismissError', 'force=true')).toThrow('dismiss_error has no fields');
    expect(() => parse('start', 'dismissError=true')).toThrow(
      expect.objectContaining({ field: 'dismissError' }),
    );
  });
});

it.each(everyAction)(
  'the query of %o has every parameter by its wire name, and is read back',
  (action) => {
    const query = toQuery(action);
    expect(Object.keys(query)).toEqual(
      Object.keys(actions[action.type].parameters).map((name) => wireName(name)),
    );
    expect(fromRequest(wireName(action.type), query)).toEqual(action);
  },
);
