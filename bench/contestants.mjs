/** The contestants: where each is written, which sequences it processes, and what it models. */

const everything = 'the whole deployment, whether accepted, the answer, the rule';
const integers = 'the statuses, the start parameters, whether accepted, the rule';
const bareIntegers = 'the statuses, the start parameters';
const bothSequences = ['legal', 'uniform'];

/**
 * The contestants by id. `file` and `make` name the function that makes one; its module is loaded
 * only in the process that measures it. Its rate is compared with that of `against`. `agrees` names
 * what is checked against the library, event by event.
 */
export const contestants = {
  decide: library('decideAgain', '`decide` and `observe`', 'switch'),
  decideUnseen: library('decideUnseen', '`decide`, deployments never seen', 'honestUnseen'),
  decidePlain: library('decidePlain', '`decide`, events not parsed before', 'honestPlain'),
  decideCopies: library('decideCopies', '`decide`, copies that are not frozen', 'honestCopies'),
  honestUnseen: honest('honestUnseen', 'honest switch, deployments never seen'),
  honestPlain: honest('honestPlain', 'honest switch, events not parsed before'),
  honestCopies: honest('honestCopies', 'honest switch, copies that are not frozen'),
  switch: byHand('switchAgain', 'hand-written switch'),
  switchUnseen: byHand('switchUnseen', 'switch, deployments never seen'),
  switchCopies: byHand('switchCopies', 'switch, copies that are not frozen'),
  transition: rival('xstate', 'pure', 'XState, pure `transition()`', everything),
  actor: rival('xstate', 'actor', 'XState, an actor', everything),
  robot3: rival('robot3', 'service', 'robot3, a service', 'the whole deployment, whether accepted'),
  fsm: rival('xstate-fsm', 'pure', '`@xstate/fsm`, pure `transition()`', 'the whole deployment'),
  step: onTable('step', '`step`', integers, bothSequences, 'rawFlagged'),
  rawFlagged: onTable('rawFlagged', 'raw `Uint16Array`, reject flag', bareIntegers, bothSequences),
  raw: onTable('raw', 'raw `Uint16Array`', bareIntegers, bothSequences, 'rawFlagged'),
  stepFleet: onTable('stepFleet', '`stepFleet`', 'the state', ['fleet'], 'rawFleet'),
  rawFleet: onTable('rawFleet', 'raw sweep, reject flag', 'the state', ['fleet']),
};

function library(make, name, against) {
  const agrees = `${everything}, the reason`;
  return { file: 'library', make, name, works: bothSequences, agrees, against };
}

function honest(make, name) {
  return { ...byHand(make, name), agrees: `${everything}, the reason` };
}

function byHand(make, name) {
  return { file: 'switch', make, name, works: bothSequences, agrees: everything, against: null };
}

function rival(file, make, name, agrees) {
  return { file, make, name, works: bothSequences, agrees, against: 'switch' };
}

function onTable(make, name, agrees, works, against = null) {
  return { file: 'table', make, name, works, agrees, against };
}

/** The ids of the contestants that process the sequence of this name. */
export function idsFor(name) {
  return Object.keys(contestants).filter((id) => contestants[id].works.includes(name));
}

/** A contestant that is ready for a sequence: `walk()` for the check, `replay()` for the clock. */
export async function contestantFor(id, sequence) {
  const { file, make } = contestants[id];
  const module = await import(`./contestants/${file}.mjs`);
  return module[make](sequence);
}
