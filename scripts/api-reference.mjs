/**
 * Generates the API reference in `api/` from the docstrings of the entry points: `npm run docs`.
 *
 * Ends with 1 if a link leads nowhere, or if a signature names a type that no entry point exports,
 * because a reader could not look it up.
 */
import { readFileSync } from 'node:fs';
import { Application, Comment, Converter, ReflectionKind } from 'typedoc';
import ts from 'typescript';
import { entryPoints } from './entry-points.mjs';

const app = await Application.bootstrap({
  name: 'pipeline-lifecycle',
  entryPoints: entryPoints.map(sourceOf),
  out: 'api',
  readme: 'none',
  // The compiler has checked them in `npm run types`.
  skipErrorChecking: true,
  // Their address on the web is not known here.
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  sort: ['kind', 'alphabetical'],
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables'],
  kindSortOrder: ['Module', 'Function', 'Class', 'Interface', 'TypeAlias', 'Variable'],
  navigation: { includeFolders: false },
  highlightLanguages: ['ts', 'js', 'json', 'jsonl', 'sh', 'text'],
  // The platform's AbortSignal, for compilers that know no platform.
  intentionallyNotExported: ['Signal'],
  validation: { notExported: true, invalidLink: true, rewrittenLink: true },
});

/** Conditional types with the type that each stands for, to be shown instead. */
const conditional = [];
app.converter.on(Converter.EVENT_CREATE_DECLARATION, noteComputed);
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const show of conditional) show();
  describeModules(project);
});

const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  await app.generateOutputs(project);
}
const flawed = project === undefined || app.logger.hasErrors() || app.logger.hasWarnings();
process.exitCode = flawed ? 1 : 0;

/** Most types are computed from the vocabulary: a reader wants the result, not the computation. */
function noteComputed(context, reflection) {
  if (!reflection.kindOf(ReflectionKind.TypeAlias)) return;
  const symbol = context.getSymbolFromReflection(reflection);
  const type = symbol && context.checker.getDeclaredTypeOfSymbol(symbol);
  if (type?.isUnion() && type.types.every((each) => each.isLiteral())) {
    reflection.comment ??= new Comment();
    reflection.comment.modifierTags.add('@useDeclaredType');
  } else if (type !== undefined && type.flags & ts.TypeFlags.Conditional) {
    conditional.push(() => {
      const every = context.checker.getBaseConstraintOfType(type);
      reflection.type = context.converter.convertType(context.withScope(reflection), every);
    });
  }
}

/** Names each module by what a user imports, and describes it by the comment that opens it. */
function describeModules(project) {
  const modules = project.getChildrenByKind(ReflectionKind.Module);
  for (const entryPoint of entryPoints) {
    const source = sourceOf(entryPoint);
    const module = modules.find(({ name }) => name === entryPoint.folder);
    if (module === undefined) throw new Error(`The API reference has no module for ${source}.`);
    module.name = entryPoint.specifier;
    const [, comment] = /^\/\*\*(.*?)\*\//s.exec(readFileSync(source, 'utf8')) ?? [];
    const text = comment.replace(/^\s*\* ?/gm, '').trim();
    module.comment = new Comment([{ kind: 'text', text }]);
  }
  project.readme = [
    { kind: 'text', text: '| import | what it is |\n|---|---|\n' },
    ...modules.flatMap((module) => [
      { kind: 'text', text: '| ' },
      { kind: 'inline-tag', tag: '@link', target: module, text: module.name },
      { kind: 'text', text: ` | ${oneLine(module.comment)} |\n` },
    ]),
  ];
}

function sourceOf({ folder }) {
  return `src/${folder}/index.ts`;
}

function oneLine(comment) {
  return Comment.combineDisplayParts(comment.summary).replace(/\s+/g, ' ');
}
