import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PluginBuild } from 'esbuild';
import { defineConfig } from 'tsup';

// The names of chunks carry a hash: those of an earlier build would stay, and be published. Not by
// `clean`, because the builds below run at once and would clean away each other's files.
rmSync('dist', { recursive: true, force: true });

/** What is bundled may be passed on with its license. */
function copyLicenses(packages: Readonly<Record<string, string>>) {
  return async () => {
    for (const [name, copy] of Object.entries(packages)) {
      copyFileSync(`node_modules/${name}/LICENSE`, `dist/${copy}.LICENSE`);
    }
  };
}

/**
 * In CommonJS, what splits chunks makes `require` of every `import()`, and a package that is an ECMAScript
 * module cannot be required before Node 22.12.
 */
const importsStay = {
  name: 'import() stays',
  buildEnd({ writtenFiles }: { readonly writtenFiles: readonly { readonly name: string }[] }) {
    const required =
      /Promise\.resolve\(\)\.then\(\(\) => _interopRequireWildcard\(require\(("[^".][^"]*")\)\)\)/g;
    for (const { name } of writtenFiles.filter((each) => each.name.endsWith('.cjs'))) {
      const text = readFileSync(name, 'utf8');
      const kept = text.replace(required, 'import($1)');
      if (kept !== text) writeFileSync(name, kept);
    }
  },
};

/**
 * Each entry point is a file of its own that passes on everything a module's door has. A door that is
 * itself an entry point would bring all it leads to into every chunk that comes through it: the table
 * would load xstate.
 */
const entriesPassOn = {
  name: 'entries pass on',
  setup({ onResolve, onLoad }: PluginBuild) {
    onResolve({ filter: /./ }, ({ kind, path, resolveDir }) =>
      kind === 'entry-point' ? { path: join(resolveDir, path), namespace: 'entry' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'entry' }, ({ path }) => {
      return { contents: `export * from ${JSON.stringify(path)};`, resolveDir: dirname(path) };
    });
  },
};

const shared = { outDir: 'dist', target: 'node20', clean: false, sourcemap: false } as const;

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/lifecycle/index.ts',
      table: 'src/table/index.ts',
      verify: 'src/verify/index.ts',
      trace: 'src/trace/index.ts',
      diagrams: 'src/diagrams/index.ts',
      host: 'src/host/index.ts',
      http: 'src/http/index.ts',
      testing: 'src/testing/index.ts',
    },
    format: ['esm', 'cjs'],
    plugins: [importsStay],
    esbuildPlugins: [entriesPassOn],
    // Entry points share one copy of the core, so that an error thrown by one is an instance of the
    // class that another exports.
    splitting: true,
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts' },
    format: ['cjs'],
    // The argument parser is part of the program, so that users of the library do not install it.
    noExternal: ['commander'],
    // Loaded when it is called, so that the other commands start as fast as without it.
    esbuildPlugins: [
      {
        name: 'serve is a bundle of its own',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\/serve$/ }, () => ({ path: './serve.cjs', external: true })),
      },
    ],
    onSuccess: copyLicenses({ commander: 'cli-commander' }),
  },
  {
    ...shared,
    entry: { serve: 'src/cli/serve.ts' },
    format: ['cjs'],
    // As the argument parser.
    noExternal: ['hono', '@hono/node-server', 'zod'],
    // For JSON Web Tokens, which `serve` has none of.
    external: ['jose'],
    onSuccess: copyLicenses({
      hono: 'serve-hono',
      '@hono/node-server': 'serve-hono-node-server',
      zod: 'serve-zod',
    }),
  },
]);
