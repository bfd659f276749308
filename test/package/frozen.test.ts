/**
 * In the package and in a bundle, as in the sources, everything is frozen throughout. A bundler
 * that takes a call for unused leaves it out, and the tests of the sources cannot see that.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type * as Lifecycle from '../../src/lifecycle';
import { root } from './install';

type Core = typeof Lifecycle;

async function bundled(): Promise<Core> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from './dist/index.js'", resolveDir: root },
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'core',
    write: false,
  });
  return new Function(`${outputFiles[0]?.text} return core;`)();
}

/** The paths of everything in a value that is not frozen. */
function unfrozen(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => unfrozen(each, `${path}.${key}`));
  return Object.isFrozen(value) ? inner : [path, ...inner];
}

describe.each([
  ['the package', (): Promise<Core> => import(join(root, 'dist/index.js'))],
  ['a bundle', bundled],
])('in %s', (_, load) => {
  it('every table is frozen throughout', async () => {
    const { lifecycleMachine: _machine, ...tables } = await load();
    const found = Object.entries(tables).flatMap(([name, table]) => unfrozen(table, name));
    expect(found).toEqual([]);
  });

  it('every result is frozen throughout', async () => {
    const { createDeployment, decide, everyAction, everyObservation, observe, reconcile } =
      await load();
    const deployment = createDeployment();
    const results = [
      ...everyAction.map((action) => decide(deployment, action)),
      ...everyObservation.map((observation) => observe(deployment, observation)),
      reconcile(deployment),
    ];
    expect(unfrozen(Object.freeze(results), 'results')).toEqual([]);
  });
});
