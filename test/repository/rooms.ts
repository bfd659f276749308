/**
 * The rooms of `src/`, and what each may touch.
 *
 * A pure core that hosts embed, and rooms around it that only read it. A room may import rooms that
 * are listed before it, never one after it, so that no arrow can run back.
 */

/** What one room may touch. */
export interface Room {
  readonly rooms: readonly string[];
  /** Packages by name; one that ends in `:` or `/` stands for all that begins so. */
  readonly packages: readonly string[];
  /** Files outside `src/`, from the root of the repository. */
  readonly files: readonly string[];
  /** Whether it may use a clock, chance, the process or the network. */
  readonly impure: boolean;
}

const pure = { rooms: [], packages: [], files: [], impure: false } as const;

/** Each room with what it may touch, in the order of the arrows. */
export const rooms: Readonly<Record<string, Room>> = {
  lifecycle: { ...pure, packages: ['xstate'] },
  table: { ...pure, rooms: ['lifecycle'] },
  verify: { ...pure, rooms: ['lifecycle', 'table'] },
  trace: { ...pure, rooms: ['lifecycle', 'table'] },
  http: {
    ...pure,
    rooms: ['lifecycle'],
    packages: ['hono', 'hono/', 'zod', 'jose'],
    // It serves: its functions over pipelines are pure and take the time as a parameter.
    impure: true,
  },
  testing: {
    ...pure,
    // Of the HTTP room it holds stores against their contract, and needs no package of it.
    rooms: ['lifecycle', 'table', 'verify', 'trace', 'http'],
    packages: ['fast-check'],
    // It calls running servers, and waits for them.
    impure: true,
  },
  diagrams: {
    ...pure,
    rooms: ['lifecycle', 'table', 'verify', 'trace'],
    packages: ['@hpcc-js/wasm-graphviz'],
  },
  simulator: {
    ...pure,
    rooms: ['lifecycle', 'trace', 'http', 'testing'],
    packages: ['hono', 'hono/', '@hono/node-server', 'node:'],
    impure: true,
  },
  cli: {
    rooms: ['lifecycle', 'table', 'verify', 'trace', 'http', 'testing', 'diagrams', 'simulator'],
    packages: ['commander', 'node:'],
    files: ['package.json'],
    impure: true,
  },
};
