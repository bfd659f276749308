/** Replies: the compiled answers in the form that decide and observe need. */
import { describe, expect, it } from 'vitest';
import { everyAction, everyCapabilities, observationTypes } from '../../../src/lifecycle';
import { classCount } from '../../../src/lifecycle/compiled/classes';
import { eventTypes, observationVariants } from '../../../src/lifecycle/compiled/event-index';
import { replyTo } from '../../../src/lifecycle/compiled/replies';
import { refusals } from '../../../src/lifecycle/rules/refusals';

const classes = [...Array(classCount).keys()];

/** Returns the effects on the data that replies to these event indexes have, each once. */
function effectsIn(eventIndexes: readonly number[]): string[] {
  const found = new Set<string>();
  for (const eventIndex of eventIndexes) {
    for (const classIndex of classes) {
      const reply = replyTo(classIndex, eventIndex, 0);
      expect(Object.isFrozen(reply)).toBe(true);
      if (reply.verdict !== 'accept') continue;
      found.add(`error ${reply.error}, checkpoint ${reply.checkpoint}, +${reply.generationStep}`);
    }
  }
  return [...found].sort();
}

describe('a reply', () => {
  it('to an action keeps the error or clears it, and only a start raises the generation', () => {
    const indexesOf = (wanted: (type: string) => boolean) =>
      [...everyAction.keys()].filter((index) => wanted(everyAction[index]?.type as string));
    expect(effectsIn(indexesOf((type) => type === 'start'))).toEqual([
      'error clear, checkpoint keep, +1',
      'error keep, checkpoint keep, +0',
    ]);
    expect(effectsIn(indexesOf((type) => type === 'dismissError'))).toEqual([
      'error clear, checkpoint keep, +0',
      'error keep, checkpoint keep, +0',
    ]);
    expect(effectsIn(indexesOf((type) => type !== 'start' && type !== 'dismissError'))).toEqual([
      'error keep, checkpoint keep, +0',
    ]);
  });

  it.each(observationTypes)(
    'to %s takes what the observation carries, or keeps the old value',
    (type) => {
      const first = eventTypes.indexOf(type);
      const current = effectsIn([first]).join('; ');
      const higher = effectsIn([first + observationVariants.higher]).join('; ');
      const nothing = 'error keep, checkpoint keep, +0';
      const takesError = `${nothing}; error take, checkpoint keep, +0`;
      expect(current).toBe(type === 'failed' ? takesError : nothing);
      if (type === 'suspended' || type === 'checkpointed') {
        expect(higher).toBe('error keep, checkpoint take, +0');
      }
      expect(effectsIn([first + observationVariants.otherGeneration])).toEqual([]);
    },
  );

  it('to a refused action has the answer of its rule', () => {
    const refusing = new Set<string>();
    for (const index of everyAction.keys()) {
      for (const combination of everyCapabilities.keys()) {
        for (const classIndex of classes) {
          const reply = replyTo(classIndex, index, combination);
          if (reply.verdict !== 'reject' || refusing.has(`${reply.rule} ${index}`)) continue;
          refusing.add(`${reply.rule} ${index}`);
          const { httpStatus, code, hint } = refusals[reply.rule];
          expect([reply.httpStatus, reply.error.error_code]).toEqual([httpStatus, code]);
          expect(reply.error.message.endsWith(hint), reply.rule).toBe(true);
        }
      }
    }
    const rules = new Set([...refusing].map((each) => each.split(' ')[0]));
    expect([...rules].sort()).toEqual(Object.keys(refusals).sort());
  });

  it('is made once', () => {
    for (const index of [0, everyAction.length - 1, everyAction.length]) {
      expect(replyTo(0, index, 0)).toBe(replyTo(0, index, 0));
    }
  });
});
