/**
 * Small machines, compiled. `UPDATE=1` rewrites the source text of the first one, to be reviewed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everyCapabilities, type LifecycleEvent, lifecycleMachine } from '../../../src/lifecycle';
import { compileAnswers, toSource } from '../../../src/lifecycle/build/compile';
import { fromRuns } from '../../../src/lifecycle/compiled/format';

// It can be started and stopped again, and no more.
const unheard = lifecycleMachine.provide({ guards: { currentGeneration: () => false } });

describe('the compiled machine of a pipeline whose runner is never heard', () => {
  const compiled = compileAnswers(unheard);

  it('is the reviewed source text', () => {
    const path = new URL('small-machine.txt', import.meta.url);
    const source = toSource(compiled);
    if (process.env.UPDATE === '1') writeFileSync(path, source);
    expect(source).toBe(readFileSync(path, 'utf8'));
  });

  it('has one class for each possible start, and one for the pipeline before', () => {
    expect(compiled.classes).toHaveLength(1 + 3 * 3);
    expect(compiled.reachable).toHaveLength(everyCapabilities.length);
    compiled.reachable.forEach((runs, combination) => {
      const nodes = fromRuns(runs);
      expect(nodes).toHaveLength(2 * compiled.classes.length);
      // Without an object store, none of the three that begin in standby; and never a checkpoint.
      const expected = everyCapabilities[combination]?.standby ? 10 : 7;
      expect(nodes.filter((each) => each === 1)).toHaveLength(expected);
      expect(nodes.slice(10)).not.toContain(1);
    });
  });
});

describe('the compiled machine of a pipeline whose errors are not kept', () => {
  // Without errors, starts lead from a single class, the first. Only one start is allowed, so that
  // the machine is small.
  const isOther = ({ event }: { event: LifecycleEvent }) =>
    event.type === 'start' && (event.initial !== 'running' || event.bootstrapPolicy !== 'allow');
  const { classes, reachable } = compileAnswers(
    lifecycleMachine.provide({
      actions: { recordError: () => {} },
      guards: { undismissedError: isOther },
    }),
  );

  it('starts again with the checkpoint that it has', () => {
    expect(classes.length).toBeGreaterThan(10);
    const nodes = fromRuns(reachable[0] as string);
    const without = nodes.slice(0, classes.length);
    expect(without).not.toContain(0);
    expect(nodes.slice(classes.length)).toEqual(without);
  });
});
