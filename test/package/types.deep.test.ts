/** The declarations, compiled as users of each platform and module system compile them. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDeep, sample } from '../tier';
import { type Installation, install, root } from './install';

/** Everything that makes a compiler stricter. */
const strictest = [
  ...['strict', 'exactOptionalPropertyTypes', 'noUncheckedIndexedAccess', 'noImplicitOverride'],
  ...['noPropertyAccessFromIndexSignature', 'noImplicitReturns', 'noFallthroughCasesInSwitch'],
  ...['noUnusedLocals', 'noUnusedParameters', 'isolatedModules', 'erasableSyntaxOnly', 'noEmit'],
].map((name) => `--${name}`);

const compilers: [name: string, program: string][] = [
  ['the native compiler', 'typescript-native/bin/tsc'],
];
if (isDeep) compilers.push(['the compiler of most users', 'typescript/bin/tsc']);

/** The folder with every peer that the users need, and one without hono and zod. */
let whole: Installation;
let withoutHono: Installation;
beforeAll(() => {
  whole = install('fast-check', 'hono', 'zod', '@types/node');
  withoutHono = install('fast-check', '@types/node');
});
afterAll(() => {
  whole?.remove();
  withoutHono?.remove();
});

/**
 * Returns the faults in these users and in our declarations. Those of other packages do not count:
 * some want a DOM, some break under exactOptionalPropertyTypes.
 */
function faultsIn(
  installed: Installation,
  compiler: string,
  files: readonly string[],
  options: string,
): string[] {
  for (const file of files) installed.add(file.replace(/\.[mc]ts$/, '.ts'), file);
  const { stdout } = installed.node(
    join(root, 'node_modules', compiler),
    ...['--target', 'es2022', '--skipLibCheck', 'false', ...strictest],
    ...options.split(' '),
    ...files,
  );
  const faults = stdout.split('\n').filter((line) => / error TS/.test(line));
  const ours = /^(?!node_modules\/)|^node_modules\/pipeline-lifecycle\//;
  return faults.filter((fault) => ours.test(fault));
}

const users = ['core', 'testing', 'host', 'sqlite', 'postgres', 'restate', 'http'];
const filesAs = (...extensions: readonly string[]) =>
  users.flatMap((user) => extensions.map((extension) => `${user}.${extension}`));

describe.each(compilers)('%s finds the types sound', (_, compiler) => {
  const platforms = [
    ['on Node', filesAs('mts', 'cts'), '--module nodenext --lib es2023 --types node'],
    ['in a browser', filesAs('mts'), '--module nodenext --lib es2023,dom'],
    [
      'in a bundled worker',
      filesAs('ts'),
      '--module esnext --moduleResolution bundler --lib es2023,webworker',
    ],
  ] as const;

  const isNative = compiler.startsWith('typescript-native');
  test.each(isNative ? sample(platforms, 1) : platforms.slice(0, 1))(
    '%s',
    (_platform, files, options) => {
      expect(faultsIn(whole, compiler, files, options)).toEqual([]);
    },
  );

  test.runIf(isDeep && isNative)('for a host without hono and zod', () => {
    const files = ['host.mts', 'host.cts', 'core.mts', 'core.cts'];
    const options = '--module nodenext --lib es2023 --types node';
    expect(faultsIn(withoutHono, compiler, files, options)).toEqual([]);
  });

  const withoutPlatform = '--module nodenext --lib es2023';

  test.runIf(isDeep && isNative)('without the types of any platform, for the core', () => {
    expect(faultsIn(whole, compiler, ['core.mts'], withoutPlatform)).toEqual([]);
  });

  test.runIf(isDeep && isNative)(
    'without the types of any platform, except for these, for the others',
    () => {
      const faults = faultsIn(whole, compiler, filesAs('mts'), withoutPlatform);
      const missing = faults.map((fault) => /Cannot find name '(\w+)'\./.exec(fault)?.[1] ?? fault);
      expect([...new Set(missing)].sort()).toEqual([
        ...['AbortController', 'AbortSignal', 'Request', 'Response', 'URL', 'URLSearchParams'],
      ]);
    },
  );

  test('and finds a mistake', () => {
    withoutHono.add('http.ts', 'http.mts');
    const faults = faultsIn(withoutHono, compiler, ['http.mts'], withoutPlatform);
    expect(faults).not.toEqual([]);
  });
});
