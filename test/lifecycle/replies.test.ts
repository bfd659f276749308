/** Replies: what the compiled answers say, in the words that decide, observe and the table rely on. */
import { describe, expect, it } from 'vitest';
import { everyAction, everyCapabilities, observationTypes } from '../../src/lifecycle';
import { classCount } from '../../src/lifecycle/compiled/classes';
import {
  firstObservationIndexes,
  observationVariants,
} from '../../src/lifecycle/compiled/event-index';
import { replyTo } from '../../src/lifecycle/compiled/replies';
import { refusals } from '../../src/lifecycle/rules/refusals';

const states = [...Array(classCount).keys()];

/** What is said of the data by all replies to these slots, each once. */
function saidIn(slots: readonly number[]): string[] {
  const said = new Set<string>();
  for (const slot of slots) {
    for (const state of states) {
      const reply = replyTo(state, slot, 0);
      expect(Object.isFrozen(reply)).toBe(true);
      if (reply.verdict !== 'accept') continue;
      said.add(`error ${reply.error}, checkpoint ${reply.checkpoint}, +${reply.generationStep}`);
    }
  }
  return [...said].sort();
}

describe('a reply', () => {
  it('to an action keeps the error or clears it, and only a start counts up', () => {
    const slotsOf = (wanted: (type: string) => boolean) =>
      [...everyAction.keys()].filter((slot) => wanted(everyAction[slot]?.type as string));
    expect(saidIn(slotsOf((type) => type === 'start'))).toEqual([
      'error clear, checkpoint keep, +1',
      'error keep, checkpoint keep, +0',
      'error keep, checkpoint keep, +1',
    ]);
    expect(saidIn(slotsOf((type) => type === 'dismissError'))).toEqual([
      'error clear, checkpoint keep, +0',
      'error keep, checkpoint keep, +0',
    ]);
    expect(saidIn(slotsOf((type) => type !== 'start' && type !== 'dismissError'))).toEqual([
      'error keep, checkpoint keep, +0',
    ]);
  });

  it.each(observationTypes)('to %s takes what it carries, or keeps what was', (type) => {
    const first = firstObservationIndexes.get(type) as number;
    const said = saidIn([first]).join('; ');
    const higher = saidIn([first + observationVariants.higher]).join('; ');
    const nothing = 'error keep, checkpoint keep, +0';
    const takesError = `${nothing}; error take, checkpoint keep, +0`;
    expect(said).toBe(type === 'failed' ? takesError : nothing);
    if (type === 'suspended' || type === 'checkpointed') {
      expect(higher).toBe('error keep, checkpoint take, +0');
    }
    expect(saidIn([first + observationVariants.otherGeneration])).toEqual([]);
  });

  it('to a refused action is what its rule answers', () => {
    const refusing = new Set<string>();
    for (const slot of everyAction.keys()) {
      for (const combination of everyCapabilities.keys()) {
        for (const state of states) {
          const reply = replyTo(state, slot, combination);
          if (reply.verdict !== 'reject' || refusing.has(`${reply.rule} ${slot}`)) continue;
          refusing.add(`${reply.rule} ${slot}`);
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
    for (const slot of [0, everyAction.length - 1, everyAction.length]) {
      expect(replyTo(0, slot, 0)).toBe(replyTo(0, slot, 0));
    }
  });
});
