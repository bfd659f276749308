/**
 * The package and a bundle of it, compared with the sources: the same answers in every case, and
 * everything frozen throughout. A bundler that takes a call for unused leaves it out, and the tests
 * of the sources cannot see that.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { entryPoints as written } from '../../scripts/entry-points.mjs';
import * as sources from '../../src/lifecycle';
import { root } from './install';

type Core = typeof sources;

const entryPoints: readonly { specifier: string; name: string; folder: string }[] = written;

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

  it('every answer is that of the sources', async () => {
    const core = await load();
    for (const deployment of sources.reachableDeployments()) {
      expect(allAnswers(core, deployment)).toEqual(allAnswers(sources, deployment));
    }
  });
});

/** Returns the answers to every event, as text. */
function allAnswers({ decide, observe, reconcile, ...core }: Core, given: sources.Deployment) {
  const deployment = JSON.parse(JSON.stringify(given));
  const decisions = core.everyCapabilities.flatMap((capabilities) =>
    core.everyAction.map((action) => decide(deployment, action, capabilities)),
  );
  const outcomes = core.everyObservation.map((each) => observe(deployment, each));
  return JSON.stringify([decisions, outcomes, reconcile(deployment)]);
}

describe.each(entryPoints)('$specifier', ({ name, folder }) => {
  it('exports what its sources export, and nothing else', async () => {
    const exported = Object.keys(await import(join(root, 'src', folder, 'index.ts'))).sort();
    const required = createRequire(import.meta.url)(join(root, 'dist', `${name}.cjs`));
    expect(Object.keys(await import(join(root, 'dist', `${name}.js`))).sort()).toEqual(exported);
    expect(Object.keys(required).sort()).toEqual(exported);
  });
});
