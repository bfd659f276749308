/**
 * Every property can fail, and shows it in the fewest steps: each mutant violates exactly the
 * properties that its table names, and each counterexample really happens, is a shortest one, and
 * can be read, by people as a story and by the history checker.
 */
import { describe, expect, it } from 'vitest';
import { createDeployment, type Deployment, fullCapabilities } from '../../src/lifecycle';
import { ask } from '../../src/lifecycle/build/ask';
import { representative } from '../../src/lifecycle/compiled/representative';
import { ruleOf } from '../../src/lifecycle/rules/catalogue';
import { checkHistory, parseEntry } from '../../src/trace';
import { toHistory, toStory } from '../../src/verify';
import {
  explore,
  type LifecycleMachine,
  type StateSpace,
} from '../../src/verify/exploration/explore';
import { checkProperty } from '../../src/verify/proof/check';
import type { ViolatingRun } from '../../src/verify/proof/finding';
import type { Counterexample } from '../../src/verify/proof/verify';
import { lifecycleProperties } from '../../src/verify/properties/lifecycle-properties';
import {
  always,
  leadsTo,
  type Property,
  responds,
  step,
} from '../../src/verify/properties/property';
import { sample } from '../tier';
import { shortestViolation } from './brute-force';
import { verified } from './explored';
import { mutants } from './mutants';

const quoted = (property: Property) => property.rules.map((id) => ruleOf(id));

/** Follows the run on the machine itself, which must answer each event as the run says. */
function replay(machine: LifecycleMachine, { steps, cycle }: ViolatingRun): Deployment {
  return [...steps, ...(cycle ?? [])].reduce((before, step) => {
    expect(step.before).toEqual(before);
    const { verdict, rule, deployment, refusal } = ask(
      before,
      step.event,
      fullCapabilities,
      machine,
    );
    expect({ ...step }).toMatchObject({ accepted: verdict === 'accept', rule, after: deployment });
    expect(step.errorCode).toBe(refusal?.code ?? null);
    return representative(deployment);
  }, representative(createDeployment()));
}

/** Returns true if the property forbids the end of the run. */
function isForbidden(property: Property, { steps, cycle }: ViolatingRun): boolean {
  const last = steps.at(-1);
  const reached = representative(last?.after ?? createDeployment());
  switch (property.kind) {
    case 'always':
      return property.premise(reached) && !property.holds(reached);
    case 'step': {
      const { memory } = property;
      if (last === undefined) return false;
      const kept = steps
        .slice(0, -1)
        .reduce((each, step) => memory?.after(each, step) ?? null, memory?.initial ?? null);
      return property.premise(last, kept) && !property.holds(last, kept);
    }
    case 'responds':
      return last !== undefined && !property.to(last.after);
    case 'leadsTo':
      return (
        cycle !== null &&
        [reached, ...cycle.map(({ after }) => after)].every((each) => !property.to(each))
      );
  }
}

async function expectReadable(counterexample: Counterexample, space: StateSpace) {
  const { property, steps, cycle } = counterexample;
  const story = toStory(counterexample).split('\n');
  // A late checkpoint is one of an earlier deployment.
  const isLate = steps[0]?.event.type === 'checkpointed';
  const past = isLate ? 'started and stopped again' : 'never started';
  expect(story[0]).toBe(`A pipeline that was ${past}, status Stopped, desired Stopped.`);
  const all = [...steps, ...(cycle ?? [])];
  const numbers = story.flatMap((line) => line.match(/^\d+(?=\. )/)?.[0] ?? []);
  expect(numbers).toEqual(all.map((_, index) => `${index + 1}`));
  for (const [index, { rule }] of all.entries()) {
    expect(story.find((line) => line.startsWith(`${index + 1}. `))).toContain(`(${rule})`);
  }
  const goesRound = (cycle?.length ?? 0) > 0;
  expect(story.includes('From there on, these steps can repeat for ever:')).toBe(goesRound);
  expect(story).toContain(`This violates ${property.id}: ${property.statement}`);
  const named = quoted(property);
  const first = named.find(({ quote }) => quote !== null) ?? named[0];
  if (first !== undefined) {
    expect(story.at(-1)).toContain(`Rule ${first.id}: ${first.statement}`);
    if (first.quote !== null) expect(story.at(-1)).toContain(`"${first.quote}"`);
  }

  const history = toHistory(counterexample);
  const entries = history.map((line) => parseEntry(line));
  const { capabilities } = space;
  expect(entries[0]).toEqual({ kind: 'capabilities', capabilities });
  const calls = all.filter(({ kind }) => kind === 'action').length;
  const report = await checkHistory(history);
  expect(report).toMatchObject({ lines: history.length });
  // An illegal history is judged up to its illegal line.
  if (report.legal) expect(report).toMatchObject({ calls, readings: all.length + 1 });
}

describe('a mutant violates exactly its properties, and each counterexample shows how', () => {
  // The first one violates properties of safety and of liveness.
  it.each(sample(Object.entries(mutants), 1))('%s', async (_name, { machine, violates }) => {
    const space = explore({}, { machine });
    const found = lifecycleProperties.flatMap((property) => {
      const { violation } = checkProperty(space, property);
      return violation === null ? [] : [{ property, violation }];
    });
    expect(found.map(({ property }) => property.id)).toEqual(violates);
    for (const { property, violation } of found) {
      replay(machine, violation);
      expect(isForbidden(property, violation)).toBe(true);
      expect(violation.steps).toHaveLength(shortestViolation(space, property) as number);
      const { capabilities } = space;
      await expectReadable(
        { ...violation, property, rules: quoted(property), capabilities },
        space,
      );
    }
  });

  it('so that together they violate every property', () => {
    const violated = new Set(Object.values(mutants).flatMap(({ violates }) => violates));
    expect([...violated].sort()).toEqual(lifecycleProperties.map(({ id }) => id).sort());
  });
});

const words = { id: 'team.claim', statement: 'It is as we say.', rules: ['stop.forced'] as const };
/** The counterexample of the lifecycle to a property of our own. */
function counterexampleTo(property: Property, capabilities = {}): Counterexample {
  const [found] = verified({
    properties: [property],
    only: ['team'],
    capabilities: [capabilities],
  }).properties;
  return found?.counterexample as Counterexample;
}
const start = (initial: string) => `{"call":"start","query":{"initial":"${initial}",`;

describe('a counterexample in words', () => {
  it('tells each step with its outcome, the violation, and the sentence of the rule', () => {
    const stops = step({
      ...words,
      premise: ({ event }) => event.type === 'stop',
      holds: ({ before, after }) => before.desiredStatus !== 'Paused' || after === before,
    });
    expect(toStory(counterexampleTo(stops, { standby: false }))).toMatchInlineSnapshot(`
      "A pipeline without standby that was never started, status Stopped, desired Stopped.
      1. The user calls start?initial=paused&bootstrap_policy=allow: 202 (start.stopped); desired becomes Paused, initial becomes paused, bootstrapPolicy becomes allow, generation changes by 1.
      2. The user calls stop?force=true: 202 (stop.forcedWhileStopped); desired becomes Stopped, initial becomes null, bootstrapPolicy becomes null.
      This violates team.claim: It is as we say.
      Rule stop.forced: stop with force=true is always accepted: desired becomes Stopped. (document of stop: "The endpoint returns immediately after setting the desired state to Suspended for ?force=false or Stopped for ?force=true.")"
    `);
  });

  it('tells who reports which observation, and what is refused or stale', () => {
    const property = step<number>({
      ...words,
      memory: {
        initial: 0,
        after: (seen, { event, accepted, rule }) => {
          const sent = 'generation' in event ? event.generation : null;
          if (seen === 0) return event.type === 'start' && !event.dismissError && accepted ? 1 : 0;
          if (seen === 1) return rule === 'generation.stale' && sent === 0 ? 2 : 1;
          if (seen === 2) return rule === 'generation.stale' && sent === 2 ? 3 : 2;
          return event.type === 'failed' && accepted ? 4 : 3;
        },
      },
      premise: () => true,
      holds: ({ event, accepted }, seen) => seen < 4 || event.type !== 'start' || accepted,
    });
    const counterexample = counterexampleTo(property);
    expect(counterexample.steps).toHaveLength(5);
    expect(toStory(counterexample)).toMatchInlineSnapshot(`
      "A pipeline that was never started, status Stopped, desired Stopped.
      1. The user calls start?initial=standby&bootstrap_policy=allow&dismiss_error=false: 202 (start.stopped); desired becomes Standby, initial becomes standby, bootstrapPolicy becomes allow, generation changes by 1.
      2. An earlier process reports provisioning: stale (generation.stale); nothing changes.
      3. A later process reports provisioning: stale (generation.stale); nothing changes.
      4. The runner reports failed: applied (failed.beforeProvisioning); desired becomes Stopped, error is set, initial becomes null, bootstrapPolicy becomes null.
      5. The user calls start?initial=standby&bootstrap_policy=allow&dismiss_error=false: 400 CannotStartWithUndismissedError (start.undismissedError); nothing changes.
      This violates team.claim: It is as we say.
      Rule stop.forced: stop with force=true is always accepted: desired becomes Stopped. (document of stop: "The endpoint returns immediately after setting the desired state to Suspended for ?force=false or Stopped for ?force=true.")"
    `);
    expect(toHistory(counterexample)).toMatchInlineSnapshot(`
      [
        "{"capabilities":{"checkpointing":true,"suspendable":true,"standby":true}}",
        "{"note":"Violates team.claim: It is as we say."}",
        "{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Stopped","deployment_error":null}}",
        "{"call":"start","query":{"initial":"standby","bootstrap_policy":"allow","dismiss_error":false},"answer":202}",
        "{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Standby","deployment_error":null}}",
        "{"note":"An earlier process reports provisioning"}",
        "{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Standby","deployment_error":null}}",
        "{"note":"A later process reports provisioning"}",
        "{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Standby","deployment_error":null}}",
        "{"note":"The runner reports failed"}",
        "{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Stopped","deployment_error":true}}",
        "{"call":"start","query":{"initial":"standby","bootstrap_policy":"allow","dismiss_error":false},"answer":400,"error_code":"CannotStartWithUndismissedError"}",
        "{"seen":{"deployment_status":"Stopped","deployment_desired_status":"Stopped","deployment_error":true}}",
      ]
    `);
  });

  it('says that a run stays where it is', () => {
    const counterexample = counterexampleTo(
      leadsTo({
        ...words,
        from: ({ status }) => status === 'Provisioning',
        to: ({ status }) => status === 'Stopped',
      }),
    );
    expect(counterexample).toMatchObject({ steps: { length: 3 }, cycle: { length: 0 } });
    expect(toStory(counterexample)).toContain('It stays there: no step of the runner leads on.');
  });

  it('without a step is still a story', () => {
    const counterexample = counterexampleTo(
      always({ ...words, premise: () => true, holds: ({ status }) => status !== 'Stopped' }),
    );
    expect(counterexample).toMatchObject({ steps: [], cycle: null });
    expect(toStory(counterexample)).toMatchInlineSnapshot(`
      "A pipeline that was never started, status Stopped, desired Stopped.
      This violates team.claim: It is as we say.
      Rule stop.forced: stop with force=true is always accepted: desired becomes Stopped. (document of stop: "The endpoint returns immediately after setting the desired state to Suspended for ?force=false or Stopped for ?force=true.")"
    `);
  });

  it('without a step is still a history', async () => {
    const counterexample = counterexampleTo(
      always({ ...words, premise: () => true, holds: ({ status }) => status !== 'Stopped' }),
    );
    expect(await checkHistory(toHistory(counterexample))).toMatchObject({ legal: true });
  });

  it('to a property of responses names the action and the observations after it', async () => {
    const counterexample = counterexampleTo(
      responds({
        ...words,
        after: { type: 'stop', force: true },
        within: ['stopping'],
        to: ({ status }) => status === 'Stopping',
      }),
    );
    // Fully stopped, a forced stop changes nothing, and neither does the observation after it.
    expect(counterexample.steps.map(({ event, rule }) => [event.type, rule])).toEqual([
      ['stop', 'stop.forcedWhileStopped'],
      ['stopping', 'stopping.stale'],
    ]);
    expect(await checkHistory(toHistory(counterexample))).toMatchObject({ legal: true });
  });

  it('is the shortest of all combinations of capabilities, and names its own', () => {
    const property = always({
      ...words,
      premise: () => true,
      holds: ({ status }) => status !== 'Suspending',
    });
    const [found] = verified({
      properties: [property],
      only: ['team'],
      capabilities: [{ suspendable: false }, { standby: false }, {}],
    }).properties;
    const counterexample = found?.counterexample as Counterexample;
    expect(counterexample.capabilities).toEqual({ ...fullCapabilities, standby: false });
    expect(counterexample.steps).toHaveLength(5);
    expect(toStory(counterexample)).toMatch(/^A pipeline without standby that was never started/);
    expect(toHistory(counterexample)[0]).toBe(
      JSON.stringify({ capabilities: { ...fullCapabilities, standby: false } }),
    );
    expect(toHistory(counterexample)[3]).toContain(start('paused'));
  });
});
