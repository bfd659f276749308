/** Requests that share a statement: which are sent together, and what each is told. */
import { describe, expect, it } from 'vitest';
import { Batches } from '../../src/postgres/batches';

/** Batches whose statements a test answers by hand. */
function batchesByHand() {
  const sent: {
    readonly requests: readonly string[];
    readonly answer: (answers?: readonly string[]) => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  const batches = new Batches<string, string>(
    (request) => request.split('=')[0] ?? '',
    (requests) =>
      new Promise((resolve, reject) => {
        const told = requests.map((request) => `${request}!`);
        sent.push({ requests, answer: (answers = told) => resolve(answers), fail: reject });
      }),
  );
  const settled = (request: string) =>
    batches.request(request).catch((error: unknown) => ({ error }));
  const requestsSent = () => sent.map(({ requests }) => requests);
  return { sent, settled, requestsSent };
}

/** Lets every promise go on that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('requests', () => {
  it('are sent at once if they come alone, and together if they come in one turn', async () => {
    const { sent, settled, requestsSent } = batchesByHand();
    const first = settled('a');
    await turn();
    const others = Promise.all(['b', 'c'].map(settled));
    await turn();
    expect(requestsSent()).toEqual([['a'], ['b', 'c']]);
    sent[1]?.answer();
    expect(await others).toEqual(['b!', 'c!']);
    sent[0]?.answer();
    expect(await first).toBe('a!');
  });

  it('wait while two statements are under way, and are sent together then', async () => {
    const { sent, settled, requestsSent } = batchesByHand();
    const all: Promise<unknown>[] = [];
    for (const request of ['a', 'b', 'c', 'd', 'e']) {
      all.push(settled(request));
      await turn();
    }
    expect(requestsSent()).toEqual([['a'], ['b']]);
    sent[0]?.answer();
    await turn();
    expect(requestsSent()).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
    for (const { answer } of sent) answer();
    expect(await Promise.all(all)).toEqual(['a!', 'b!', 'c!', 'd!', 'e!']);
  });

  it('with the same key are never sent together, and keep their order', async () => {
    const { sent, settled, requestsSent } = batchesByHand();
    const all = ['a=1', 'a=2', 'b=1', 'a=3'].map(settled);
    await turn();
    expect(requestsSent()).toEqual([['a=1', 'b=1'], ['a=2']]);
    sent[0]?.answer();
    sent[1]?.answer();
    await turn();
    expect(requestsSent()).toEqual([['a=1', 'b=1'], ['a=2'], ['a=3']]);
    sent[2]?.answer();
    expect(await Promise.all(all)).toEqual(['a=1!', 'a=2!', 'b=1!', 'a=3!']);
  });

  it('are at most a hundred in a statement', async () => {
    const { requestsSent, settled } = batchesByHand();
    for (let index = 0; index < 250; index += 1) void settled(`${index}`);
    await turn();
    expect(requestsSent().map(({ length }) => length)).toEqual([100, 100]);
  });
});

describe('a statement that fails', () => {
  it.each(['22P02', '40P01'])('for one request (%s) fails no other one', async (code) => {
    const { sent, settled } = batchesByHand();
    const all = ['a', 'bad', 'c'].map(settled);
    await turn();
    sent[0]?.fail(Object.assign(new Error('refused'), { code }));
    await turn();
    for (const { requests, answer, fail } of sent.slice(1)) {
      if (requests[0] === 'bad') fail(Object.assign(new Error('refused'), { code }));
      else answer();
    }
    const refused = { error: expect.objectContaining({ code }) };
    expect(await Promise.all(all)).toEqual(['a!', refused, 'c!']);
    expect(sent.slice(1).map(({ requests }) => requests)).toEqual([['a'], ['bad'], ['c']]);
  });

  it.each(['57P01', 'ECONNRESET', undefined])(
    'for any other reason (%s) is not made again: it may have been executed',
    async (code) => {
      const { sent, settled } = batchesByHand();
      const error = Object.assign(new Error('gone'), { code });
      const all = ['a', 'b'].map(settled);
      await turn();
      sent[0]?.fail(error);
      expect(await Promise.all(all)).toEqual([{ error }, { error }]);
      expect(sent).toHaveLength(1);
      const next = settled('c');
      await turn();
      sent[1]?.answer();
      expect(await next).toBe('c!');
    },
  );
});
