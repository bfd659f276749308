import { copyFileSync, rmSync } from 'node:fs';
import { defineConfig } from 'tsup';

// The names of chunks carry a hash: those of an earlier build would stay, and be published. Not by
// `clean`, because the two builds below run at once and would clean away each other's files.
rmSync('dist', { recursive: true, force: true });

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
      http: 'src/http/index.ts',
      testing: 'src/testing/index.ts',
    },
    format: ['esm', 'cjs'],
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
    onSuccess: async () =>
      copyFileSync('node_modules/commander/LICENSE', 'dist/cli-commander.LICENSE'),
  },
]);
