/**
 * Checks the imports of source files: the modules and packages that a module may touch, the doors
 * that modules and folders are entered by, and that neither files nor boxes on a floor form a
 * circle, nor a crowd.
 *
 * Works on text, not on the file system, so that the tests can plant violations and prove that each
 * is found. Every import counts, type-only ones too: what a module knows of, it depends on.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { impureGlobals } from './globals';
import { type Module, modules } from './modules';

/** Source texts by path from the root of the repository: `src/lifecycle/decide.ts`. */
export type Sources = Readonly<Record<string, string>>;

/** Everything that is wrong with these sources, one sentence each. */
export function violations(sources: Sources): string[] {
  const paths = Object.keys(sources);
  return [
    ...paths.flatMap((path) => violationsIn(path, sources)),
    ...circles(paths, (path) => neighborsOf(path, sources)).map(
      (circle) => `import cycle: ${circle.join(' -> ')}`,
    ),
    ...floors(paths).flatMap((floor) => [...crowdOn(floor, paths), ...circlesOn(floor, sources)]),
  ];
}

function violationsIn(path: string, sources: Sources): string[] {
  const text = sources[path] ?? '';
  const name = moduleOf(path);
  const module = name === undefined ? undefined : modules[name];
  if (name === undefined || module === undefined) return [`${path} is in no known module`];
  const imports = importsOf(text);
  const forbidden = [
    ...imports.filter((specifier) => !mayImport(name, module, path, specifier)),
    ...computedImports(path, text),
  ];
  return [
    ...forbidden.map((specifier) => `${path} (${name}) may not import ${specifier}`),
    ...imports
      .filter((specifier) => !forbidden.includes(specifier) && passesDoor(path, specifier, sources))
      .map((specifier) => `${path} passes the door: ${specifier}`),
    ...(module.impure ? [] : impureGlobals(path, text)).map(
      (global) => `${path} (${name}) may not use ${global}`,
    ),
  ];
}

function mayImport(name: string, module: Module, path: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return isAmong(module.packages, specifier);
  const target = targetOf(path, specifier);
  if (!target.startsWith('src/')) return module.files.includes(target);
  const other = moduleOf(target);
  return other === name || (other !== undefined && module.modules.includes(other));
}

function isAmong(packages: readonly string[], specifier: string): boolean {
  return packages.some((allowed) =>
    /[:/]$/.test(allowed) ? specifier.startsWith(allowed) : specifier === allowed,
  );
}

/**
 * True if an import reaches into a folder that it is not in: only files of the same folder, files
 * of a folder around it in the same module, and doors (`index.ts`) may be imported.
 */
function passesDoor(path: string, specifier: string, sources: Sources): boolean {
  if (!specifier.startsWith('.')) return false;
  const target = fileOf(path, specifier, sources);
  if (!target?.startsWith('src/') || posix.basename(target) === 'index.ts') return false;
  const [own, other] = [posix.dirname(path), posix.dirname(target)];
  const isAround = own.startsWith(`${other}/`) && moduleOf(path) === moduleOf(target);
  return own !== other && !isAround;
}

/** The permissions that no import uses, one sentence each. */
export function unusedPermissions(sources: Sources): string[] {
  return Object.entries(modules).flatMap(([name, { modules: others, packages, files }]) => {
    const own = Object.keys(sources).filter((path) => moduleOf(path) === name);
    const used = own.flatMap((path) =>
      importsOf(sources[path] ?? '').map((specifier) => ({ path, specifier })),
    );
    const relative = used.filter(({ specifier }) => specifier.startsWith('.'));
    const targets = relative.map(({ path, specifier }) => targetOf(path, specifier));
    return [
      ...others.filter((other) => !targets.some((target) => moduleOf(target) === other)),
      ...packages.filter((each) => !used.some(({ specifier }) => isAmong([each], specifier))),
      ...files.filter((file) => !targets.includes(file)),
    ].map((permission) => `${name} may import ${permission}, and does not`);
  });
}

/** The modules that each module imports, in the order of the table. */
export function arrowsOf(sources: Sources): Readonly<Record<string, readonly string[]>> {
  const order = Object.keys(modules);
  const importedBy = (name: string) =>
    order.filter((other) =>
      Object.keys(sources).some(
        (path) =>
          moduleOf(path) === name &&
          name !== other &&
          importsOf(sources[path] ?? '').some(
            (specifier) =>
              specifier.startsWith('.') && moduleOf(targetOf(path, specifier)) === other,
          ),
      ),
    );
  return Object.fromEntries(order.map((name) => [name, importedBy(name)]));
}

const importsByText = new Map<string, readonly string[]>();

/**
 * The specifiers that a text imports, in any form; type-only imports and directives included. Each
 * text is read once, because every question about the arrows asks for all imports again.
 */
export function importsOf(text: string): readonly string[] {
  const imports = importsByText.get(text) ?? readImports(text);
  importsByText.set(text, imports);
  return imports;
}

function readImports(text: string): string[] {
  const { importedFiles, referencedFiles, typeReferenceDirectives } = ts.preProcessFile(
    text,
    true,
    true,
  );
  return [
    ...importedFiles.map(({ fileName }) => fileName),
    ...referencedFiles.map(({ fileName }) => `./${fileName}`),
    ...typeReferenceDirectives.map(({ fileName }) => fileName),
  ];
}

/** Imports whose specifier is computed, which nobody can check. */
function computedImports(path: string, text: string): string[] {
  // To parse a text takes long, and few have a call of `import`.
  if (!/\bimport\s*[(/]/.test(text)) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier === undefined || !ts.isStringLiteralLike(specifier)) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/**
 * `src/lifecycle` names a module just as `src/lifecycle/decide.ts` does; `src/decide.ts` does not.
 */
function moduleOf(path: string): string | undefined {
  const [top, name] = path.split('/');
  return top !== 'src' || name === undefined || posix.extname(name) !== '' ? undefined : name;
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

/** The source that a relative specifier leads to, if there is one. */
function fileOf(path: string, specifier: string, sources: Sources): string | undefined {
  const target = targetOf(path, specifier).replace(/\.[cm]?[jt]s$/, '');
  const files = [`${target}.ts`, `${target}.tsx`, `${target}/index.ts`];
  return files.find((file) => file in sources);
}

function neighborsOf(path: string, sources: Sources): string[] {
  return importsOf(sources[path] ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .flatMap((specifier) => fileOf(path, specifier, sources) ?? [])
    .filter((target) => moduleOf(target) === moduleOf(path));
}

/** The folders below `src`: a floor is what stands directly in one, files and folders alike. */
function floors(paths: readonly string[]): string[] {
  const around = (path: string) => {
    const parts = posix.dirname(path).split('/');
    return parts.map((_, end) => parts.slice(0, end + 1).join('/')).slice(1);
  };
  return [...new Set(paths.flatMap(around))];
}

/** How many boxes a floor may have: with more, nobody sees at a glance what is where. */
const boxesMax = 25;

function crowdOn(floor: string, paths: readonly string[]): string[] {
  const { size } = new Set(pathsWithin(floor, paths).map((path) => boxOn(floor, path)));
  return size > boxesMax ? [`${floor} has ${size} boxes, and may have ${boxesMax}`] : [];
}

function pathsWithin(floor: string, paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith(`${floor}/`));
}

/** The box on a floor that a path is in: a file or a folder. */
function boxOn(floor: string, path: string): string {
  return path.slice(floor.length + 1).split('/')[0] ?? '';
}

/** Folders that import each other, or a folder and a file beside it. */
function circlesOn(floor: string, sources: Sources): string[] {
  const within = pathsWithin(floor, Object.keys(sources));
  const boxOf = (path: string) => boxOn(floor, path);
  const boxes = [...new Set(within.map(boxOf))];
  const neighbors = (box: string) => [
    ...new Set(
      within
        .filter((path) => boxOf(path) === box)
        .flatMap((path) => neighborsOf(path, sources))
        .filter((target) => target.startsWith(`${floor}/`) && boxOf(target) !== box)
        .map(boxOf),
    ),
  ];
  const found = circles(boxes, neighbors).filter((circle) =>
    circle.some((box) => !box.includes('.')),
  );
  return found.map((circle) => `circle in ${floor}: ${circle.join(' -> ')}`);
}

/** Every circle that a walk closes, as the nodes it passes, the first one twice. */
function circles(nodes: readonly string[], next: (node: string) => readonly string[]): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start >= 0) found.push([...trail.slice(start), node]);
    if (start >= 0 || done.has(node)) return;
    for (const each of next(node)) walk(each, [...trail, node]);
    done.add(node);
  };
  for (const node of nodes) walk(node, []);
  return found;
}
