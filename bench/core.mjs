/**
 * What the core costs, as ratios to XState in the same run: importing it, the first decision, and a
 * decision once warm. Times by themselves say little about another machine; ratios carry over.
 *
 * Run by `npm run bench`, after a build. Exits with 1 where a limit is not kept.
 */
import { execFileSync } from 'node:child_process';
import {
  createDeployment,
  decide,
  lifecycleMachine,
  toSnapshot,
  verdicts,
} from 'pipeline-lifecycle';
import { transition } from 'xstate';

const limits = { importMs: 15, firstDecisionMs: 2, warmRatio: 100 };

const cold = Array.from({ length: 15 }, measureCold);
const warm = measureWarm(9);

print(`node ${process.version}, ${cold.length} cold starts, ${warm.length} warm rounds`);
print('figure                                      minimum    median   maximum');
row(
  'import xstate, ms',
  cold.map(({ xstate }) => xstate),
);
row(
  'import the core above that, ms',
  cold.map(({ core }) => core),
);
row(
  '  ratio to importing xstate',
  cold.map(({ core, xstate }) => core / xstate),
);
row(
  'first decision, ms',
  cold.map(({ decision }) => decision),
);
row(
  'first transition() of XState alone, ms',
  cold.map(({ first }) => first),
);
row(
  '  ratio of the two',
  cold.map(({ decision, first }) => decision / first),
);
row(
  'decide, warm, ns',
  warm.map(({ decideNs }) => decideNs),
);
row(
  '  of unfrozen copies, and copying, ns',
  warm.map(({ copiesNs }) => copiesNs),
);
row(
  'transition(), warm, ns',
  warm.map(({ transitionNs }) => transitionNs),
);
row(
  '  decide is so many times as fast',
  warm.map(({ decideNs, transitionNs }) => transitionNs / decideNs),
);

const kept = [
  keeps(
    'importing the core adds at most 15 ms',
    median(cold.map(({ core }) => core)) <= limits.importMs,
  ),
  keeps(
    'the first decision takes at most 2 ms',
    median(cold.map(({ decision }) => decision)) <= limits.firstDecisionMs,
  ),
  keeps(
    'a warm decide is at least 100 times as fast as transition()',
    median(warm.map(({ decideNs, transitionNs }) => transitionNs / decideNs)) >= limits.warmRatio,
  ),
];
process.exitCode = kept.every(Boolean) ? 0 : 1;

/** Fresh processes: what is loaded and compiled once cannot be measured twice. */
function measureCold() {
  const core = inProcess(`
    const begin = performance.now();
    await import('xstate');
    const imported = performance.now();
    const core = await import('pipeline-lifecycle');
    const ready = performance.now();
    core.decide(core.createDeployment(), { type: 'stop', force: true });
    const decided = performance.now();
    return { xstate: imported - begin, core: ready - imported, decision: decided - ready };`);
  const alone = inProcess(`
    const { createMachine, transition } = await import('xstate');
    const machine = createMachine({ initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } });
    const snapshot = machine.resolveState({ value: 'a' });
    const begin = performance.now();
    transition(machine, snapshot, { type: 'go' });
    return { first: performance.now() - begin };`);
  return { ...core, ...alone };
}

function inProcess(body) {
  const program = `process.stdout.write(JSON.stringify(await (async () => {${body}})()));`;
  const options = ['--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }));
}

/** Both answer the same legal actions, in turn, so that whatever slows the machine slows both. */
function measureWarm(rounds) {
  const calls = legalCalls(2000);
  const snapshots = calls.map(({ deployment }) => toSnapshot(deployment));
  const timed = (repeat, call) => {
    const begin = performance.now();
    for (let round = 0; round < repeat; round += 1) {
      for (let index = 0; index < calls.length; index += 1) call(index);
    }
    return ((performance.now() - begin) * 1e6) / (repeat * calls.length);
  };
  const byDecide = (index) => decide(calls[index].deployment, calls[index].action);
  // What a host pays that builds its objects anew each time: nothing is known of them.
  const byCopies = (index) => decide({ ...calls[index].deployment }, { ...calls[index].action });
  const byTransition = (index) =>
    transition(lifecycleMachine, snapshots[index], calls[index].action);
  for (const [index, { deployment, action }] of calls.entries())
    agree(deployment, action, byTransition(index));
  timed(100, byDecide);
  timed(100, byCopies);
  timed(2, byTransition);
  return Array.from({ length: rounds }, () => ({
    decideNs: timed(100, byDecide),
    copiesNs: timed(100, byCopies),
    transitionNs: timed(1, byTransition),
  }));
}

/** Accepted actions that change something, on a walk from one to the next; the same in every run. */
function legalCalls(count) {
  const calls = [];
  let deployment = createDeployment();
  let random = 7;
  while (calls.length < count) {
    const legal = verdicts(deployment).filter(
      ({ decision }) => decision.accepted && decision.changed,
    );
    random = (random * 48271) % 2147483647;
    const { action, decision } = legal[random % legal.length];
    calls.push({ deployment, action });
    deployment = decision.deployment;
  }
  return calls;
}

function agree(deployment, action, [next, actions]) {
  const decision = decide(deployment, action);
  const rule = actions.at(-1).params.rule;
  if (decision.rule !== rule || decision.deployment.generation !== next.context.generation) {
    throw new Error(`decide and transition() disagree on ${action.type}.`);
  }
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function row(name, values) {
  const figures = [Math.min(...values), median(values), Math.max(...values)];
  print(name.padEnd(40) + figures.map((figure) => figure.toPrecision(4).padStart(11)).join(''));
}

function keeps(limit, holds) {
  print(`${holds ? 'kept' : 'NOT KEPT'}: ${limit}`);
  return holds;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
