/** A walk as a test in TypeScript, to copy. */
import { toRequest } from '../../lifecycle';
import { type TakenStep, takenSteps, type Walk } from './walk';

/** Returns the program of a test that takes the same walk and expects the same answers. Pure. */
export function walkAsTest(walk: Walk): string {
  const steps = takenSteps(walk).slice(0, walk.taken);
  const last = steps.at(-1)?.after;
  const names = [
    'createDeployment',
    ...(steps.some(({ kind }) => kind === 'action') ? ['decide'] : []),
    ...(steps.some(({ kind }) => kind === 'observation') ? ['observe'] : []),
  ];
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${names.join(', ')} } from 'pipeline-lifecycle';

test('${titleOf(steps)}', () => {
  const capabilities = ${literal(walk.capabilities)};
  let deployment = createDeployment();
${steps.map(assertionsOf).join('\n')}
  assert.equal(deployment.status, '${last?.status ?? 'Stopped'}');
  assert.equal(deployment.desiredStatus, '${last?.desiredStatus ?? 'Stopped'}');
});
`;
}

function titleOf(steps: readonly TakenStep[]): string {
  const names = steps.map((step) =>
    step.kind === 'action' ? toRequest(step.action) : step.observation.type,
  );
  return names.length === 0 ? 'a pipeline that was never started' : names.join(', ');
}

function assertionsOf(step: TakenStep, index: number): string {
  const name = `step${index + 1}`;
  const { accepted, rule } = step.answer;
  const call =
    step.kind === 'action'
      ? `decide(deployment, ${literal(step.action)}, capabilities)`
      : `observe(deployment, ${literal(step.observation)})`;
  const status =
    step.kind === 'action'
      ? [`  assert.equal(${name}.httpStatus, ${step.answer.httpStatus});`]
      : [];
  return [
    '',
    `  const ${name} = ${call};`,
    `  assert.equal(${name}.accepted, ${accepted});`,
    ...status,
    `  assert.equal(${name}.rule, '${rule}');`,
    `  deployment = ${name}.deployment;`,
  ].join('\n');
}

/** The values are of the vocabulary, so they hold no quote. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, each]) => `${name}: ${literal(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
