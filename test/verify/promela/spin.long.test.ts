/**
 * Spin reads the models: it agrees with the library about every state and every step, and finds
 * planted bugs. `npm run verify:spin` does the same for every combination of capabilities.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { spinTools, verify } from '../../../scripts/spin.mjs';
// @ts-expect-error -- a script, not a module with types
import { bugs, planted } from '../../../scripts/spin-bugs.mjs';
import {
  everyAction,
  fullCapabilities,
  lifecycleMachine,
  observations,
  reachableDeployments,
  representative,
} from '../../../src/lifecycle';
import { ask } from '../../../src/lifecycle/build';
import {
  type PromelaModel,
  promelaProperties,
  readPromelaDeployment,
  readPromelaStep,
  toPromela,
} from '../../../src/verify/promela';
import type { Statechart } from '../../../src/verify/statechart';

const { missing, version } = await spinTools();
const installed = missing.length === 0;
const title = installed
  ? version
  : `left out without ${missing.join(' and ')}: apt-get install spin gcc`;

describe.runIf(installed)(title, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pipeline-lifecycle-promela-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const formulas = promelaProperties.liveness.map(({ name }) => name);
  const verified = (model: PromelaModel, machine?: Statechart) =>
    verify(
      toPromela({ model, ...(machine && { machine }) }),
      join(folder, `${model}-${machine ? 'planted' : 'itself'}`),
      model === 'liveness' ? formulas : [],
    );
  const keysOf = (deployments: readonly Parameters<typeof representative>[0][]) =>
    new Set(deployments.map((each) => JSON.stringify(representative(each))));

  it('finds the states and steps of the machine on its own, and no violation of safety', async () => {
    const { violated, printed } = await verified('safety');
    const steps = [...printed].map(readPromelaStep);
    expect(violated).toEqual([]);
    expect(keysOf(steps.map(({ after }) => after))).toEqual(keysOf(reachableDeployments()));
    expect(new Set(steps.flatMap(({ tested }) => tested)).size).toBe(
      promelaProperties.safety.length,
    );
    // Each event in each state, with two errors and three checkpoints; of this generation, named or
    // not, and of another.
    const samples = { error: 2, checkpoint: 3 };
    const messages = Object.values(observations).map(({ carries }) => carries && samples[carries]);
    const events = everyAction.length + 3 * messages.reduce<number>((sum, n) => sum + (n ?? 1), 0);
    const origins = new Set(steps.map(({ before }) => JSON.stringify(before)));
    expect(steps).toHaveLength(origins.size * events);
    // Each step is what XState itself makes of the event.
    for (const { before, event, word, rule, after } of steps) {
      const answer = ask(before, event, fullCapabilities);
      const theirs = JSON.stringify([answer.verdict, answer.rule, answer.deployment]);
      if (theirs !== JSON.stringify([word, rule, after])) {
        expect.fail(`${JSON.stringify({ before, event })}: ${theirs}`);
      }
    }
  });

  it.each(['forcedStop', 'liveness'] as const)(
    'begins in every state, and finds no violation: %s',
    async (model) => {
      const { violated, printed } = await verified(model);
      expect(violated).toEqual([]);
      expect(keysOf([...printed].map(readPromelaDeployment))).toEqual(
        keysOf(reachableDeployments()),
      );
    },
  );

  it.each([
    ['resume is accepted while suspending', 'safety', 'safety_2', 'do_resume'],
    ['a stop has no effect while provisioning', 'forcedStop', 'safety_11', 'saw_stopping'],
    ['a pipeline never reaches Standby', 'liveness', 'liveness_Standby', 'then again and again:'],
  ] as const)('finds a planted bug: %s', async (name, model, property, word) => {
    const bug = bugs.find((each: { bug: string }) => each.bug === name);
    const { violated, trail } = await verified(model, planted(lifecycleMachine, bug));
    expect(violated).toContain(property);
    expect(trail).toContain(word);
  });
});
