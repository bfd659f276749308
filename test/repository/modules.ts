/**
 * The modules of `src/`, and what each may touch: a pure core that hosts embed, and modules around
 * it that only read it.
 *
 * A module may import modules that are listed before it, so no arrow can run back. The tests also
 * fail on a permission that nobody uses, so that this table is the picture, and not a wish.
 */

/** The modules, packages and files that one module may touch. */
export interface Module {
  readonly modules: readonly string[];
  /** Packages by name; one that ends in `:` or `/` stands for all that begins so. */
  readonly packages: readonly string[];
  /** Files outside `src/`, from the root of the repository. */
  readonly files: readonly string[];
  /** True if it may use a clock, chance, the process or the network. */
  readonly impure: boolean;
}

const pure = { modules: [], packages: [], files: [], impure: false } as const;

/** Each module with what it may touch, in the order of the arrows. */
export const modules: Readonly<Record<string, Module>> = {
  input: pure,
  lifecycle: { ...pure, modules: ['input'], packages: ['xstate'] },
  table: { ...pure, modules: ['input', 'lifecycle'] },
  dialect: { ...pure, modules: ['input', 'lifecycle'] },
  verify: { ...pure, modules: ['input', 'lifecycle', 'dialect'] },
  trace: { ...pure, modules: ['input', 'lifecycle', 'dialect'] },
  // It keeps time: the reconciler waits, tries again and gives up.
  host: { ...pure, modules: ['input', 'lifecycle'], impure: true },
  sqlite: {
    ...pure,
    modules: ['input', 'host'],
    packages: ['better-sqlite3', 'node:'],
    // It writes a file, waits for its lock, and renews leases.
    impure: true,
  },
  postgres: {
    ...pure,
    modules: ['input', 'host'],
    packages: ['pg'],
    // It talks to a server, and renews leases.
    impure: true,
  },
  restate: {
    ...pure,
    modules: ['input', 'lifecycle', 'host'],
    packages: ['@restatedev/restate-sdk'],
    // It calls a server, and is called by it.
    impure: true,
  },
  http: {
    ...pure,
    modules: ['input', 'lifecycle', 'host'],
    packages: ['hono', 'hono/', 'zod', 'jose'],
    // It serves.
    impure: true,
  },
  client: {
    ...pure,
    modules: ['input', 'lifecycle'],
    // It calls a server, and waits for it; nothing of Node, because pages bundle it.
    impure: true,
  },
  diagrams: {
    ...pure,
    modules: ['input', 'lifecycle', 'dialect', 'verify', 'trace'],
    packages: ['@hpcc-js/wasm-graphviz'],
  },
  explorer: {
    ...pure,
    modules: ['input', 'lifecycle', 'trace', 'client', 'diagrams'],
    packages: ['preact', 'preact/'],
    // It is a page: it reads its address, and calls the server that it is shown by.
    impure: true,
  },
  testing: {
    ...pure,
    modules: ['input', 'lifecycle', 'dialect', 'verify', 'trace', 'host'],
    packages: ['fast-check'],
    // It calls running servers, and waits for them.
    impure: true,
  },
  simulator: {
    ...pure,
    modules: ['input', 'lifecycle', 'dialect', 'host', 'http', 'testing'],
    packages: ['hono', 'hono/', '@hono/node-server', 'node:'],
    impure: true,
  },
  cli: {
    modules: [
      ...[
        'input',
        'lifecycle',
        'dialect',
        'verify',
        'trace',
        'diagrams',
        'testing',
        'host',
        'sqlite',
        'postgres',
      ],
      'simulator',
    ],
    packages: ['@resvg/resvg-js', 'commander', 'leven', 'node:'],
    files: ['package.json'],
    impure: true,
  },
};
