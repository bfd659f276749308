/** The exports of a walk: a history that check finds legal, and a test that passes. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkpointToCome,
  deploymentOf,
  exampleWalks,
  extended,
  newWalk,
  type ObservedGeneration,
  offeredObservations,
  recordedHistory,
  walkAsTest,
  walkAt,
} from '../../src/explorer/model';
import { everyAction, everyCapabilities } from '../../src/lifecycle';
import { checkHistory } from '../../src/trace';
import { root } from '../repository/tree';

const anyMove = fc.oneof(
  fc.constantFrom(...everyAction).map((action) => ({ action })),
  fc.record({
    observation: fc.nat(10),
    generation: fc.constantFrom<ObservedGeneration>('present', 'present', 'earlier', 'unnamed'),
  }),
);

/** Walks as users take them: most observations are among those that come first. */
const anyWalk = fc
  .record({
    capabilities: fc.constantFrom(...everyCapabilities),
    moves: fc.array(anyMove, { maxLength: 25 }),
  })
  .map(({ capabilities, moves }) => {
    let walk = { ...newWalk, capabilities };
    for (const move of moves) {
      const deployment = deploymentOf(walk);
      if ('action' in move) walk = extended(walk, { kind: 'action', action: move.action });
      else {
        const data = { generation: move.generation, checkpoint: checkpointToCome(deployment) };
        const offered = offeredObservations(deployment, data);
        const { observation } = offered[
          move.observation % offered.length
        ] as (typeof offered)[number];
        walk = extended(walk, { kind: 'observation', observation });
      }
    }
    return walk;
  });

describe('the history of a walk', () => {
  test('is legal, whatever the walk', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk, async (walk) => {
        const { violation } = await checkHistory(recordedHistory(walk));
        expect(violation).toBeNull();
      }),
    );
  });

  test('has the refusals with their codes, and ends at the place that is shown', () => {
    const walk = walkAt('at:2/start/pause/stop?force=true');
    expect(recordedHistory(walk).map((line) => JSON.parse(line))).toEqual([
      { capabilities: walk.capabilities },
      { call: 'start', answer: 202 },
      { call: 'pause', answer: 400, error_code: 'IllegalPipelineAction' },
    ]);
  });

  test('is not legal any more if an answer is changed', async () => {
    const lines = recordedHistory(walkAt('resume'));
    const changed = lines.map((line) => line.replace(/400.*/, '202}'));
    const { violation } = await checkHistory(changed);
    expect(violation).toMatchObject({ line: 2 });
  });

  test.each(['', 'runner:running@0'])(
    'of %j, in which nothing happens, has a verdict',
    async (at) => {
      const { violation } = await checkHistory(recordedHistory(walkAt(at)));
      expect(violation).toBeNull();
    },
  );
});

describe('the test of a walk', () => {
  const run = (program: string) =>
    execFileSync(process.execPath, ['--input-type=module', '--test-reporter=tap', '-e', program], {
      cwd: root,
      encoding: 'utf8',
    });

  test('passes, for all examples at once', () => {
    const programs = [...exampleWalks.map(({ address }) => address), '', 'without:standby/start'];
    const [first = '', ...others] = programs.map((address) => walkAsTest(walkAt(address)));
    const imports = /^import .*\n/gm;
    const all = "import { createDeployment, decide, observe } from 'pipeline-lifecycle';\n";
    const program = [first, ...others].map((text) => text.replace(imports, '')).join('\n');
    const [, assert, runner] = [...first.matchAll(imports)].map(([line]) => line);
    expect(`${assert}${runner}`).not.toContain('undefined');
    const printed = run(
      `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n${all}${program}`,
    );
    expect(printed).toContain(`# pass ${programs.length}`);
    expect(printed).toContain('# fail 0');
  });

  test('imports what it uses and nothing else', () => {
    expect(walkAsTest(newWalk)).toContain("import { createDeployment } from 'pipeline-lifecycle';");
    const whole = walkAsTest(walkAt('start/runner:failed@1'));
    expect(whole).toContain('import { createDeployment, decide, observe } from');
    expect(run(whole)).toContain('# pass 1');
  });
});
